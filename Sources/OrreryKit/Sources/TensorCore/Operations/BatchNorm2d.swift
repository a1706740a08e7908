extension Tensor {
  /// Batch normalisation with the batch's own statistics (Ioffe & Szegedy 2015, arXiv:1502.03167):
  /// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, per channel.
  ///
  /// **Shapes** `[N, C, H, W]` or `[N, C]`, weight and bias `[C]`. Statistics are summed in double. A
  /// NaN makes its whole channel NaN.
  /// - Precondition: the batch is not empty.
  public func batchNorm2d(
    weight: Tensor, bias: Tensor, epsilon: Float = 1e-5
  ) -> BatchNormalised {
    let layout = ChannelLayout("batchNorm2d", shape, [weight.shape, bias.shape])
    precondition(layout.values > 0, "batchNorm2d: statistics of an empty batch, shape \(shape)")
    let (mean, variance) = layout.moments(self)
    let n = Float(layout.values)
    let inverse = 1 / (variance + epsilon).sqrt()
    let output = Tensor.recorded([self, weight, bias]) { inputs in
      let (x, weight) = (inputs[0], inputs[1])
      let y = layout.affine(x, mean: mean, scale: weight * inverse, shift: inputs[2])
      return (
        y,
        { g, wanted in
          let (sums, products) = layout.products(g, x, mean: mean)
          // xhat = (x - mean) inverse; dx = weight inverse (g - mean(g) - xhat mean(g xhat)).
          let scale = weight * inverse
          let slope = -scale * inverse.square() * products / n
          return [
            wanted[0]
              ? layout.combine(g, x, mean: mean, scale, slope, -scale * sums / n) : nil,
            wanted[1] ? products * inverse : nil,
            wanted[2] ? sums : nil,
          ]
        }
      )
    }
    return BatchNormalised(
      output: output, mean: mean, variance: variance,
      unbiasedVariance: variance * (n / Swift.max(n - 1, 1)))
  }

  /// Batch normalisation with given statistics, as in inference.
  ///
  /// **Shapes** `[N, C, H, W]` or `[N, C]`, all others `[C]`. `mean` and `variance` get no gradient.
  public func batchNorm2d(
    weight: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, epsilon: Float = 1e-5
  ) -> Tensor {
    let layout = ChannelLayout(
      "batchNorm2d", shape, [weight.shape, bias.shape, mean.shape, variance.shape])
    let (mean, inverse) = (mean.detached, 1 / (variance.detached + epsilon).sqrt())
    return .recorded([self, weight, bias]) { inputs in
      let (x, weight) = (inputs[0], inputs[1])
      let y = layout.affine(x, mean: mean, scale: weight * inverse, shift: inputs[2])
      return (
        y,
        { g, wanted in
          let zero = Tensor.zeros(mean.shape)
          let (sums, products) =
            wanted[1] || wanted[2] ? layout.products(g, x, mean: mean) : (zero, zero)
          return [
            wanted[0]
              ? layout.affine(g, mean: zero, scale: weight * inverse, shift: zero) : nil,
            wanted[1] ? products * inverse : nil,
            wanted[2] ? sums : nil,
          ]
        }
      )
    }
  }
}
