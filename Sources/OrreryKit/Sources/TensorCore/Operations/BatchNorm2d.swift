internal import Kernels

extension Tensor {
  /// Batch normalisation with the batch's own statistics (Ioffe & Szegedy 2015, arXiv:1502.03167):
  /// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, per channel.
  ///
  /// **Shapes** `[N, C, …]`, weight and bias `[C]`. Statistics are summed in double. A NaN makes its
  /// whole channel NaN.
  /// - Precondition: the batch is not empty.
  public func batchNorm2d(
    weight: Tensor, bias: Tensor, epsilon: Float = 1e-5
  ) -> BatchNormalised {
    batchNorm(weight: weight, bias: bias, epsilon: epsilon, slope: 1)
  }

  /// Batch normalisation with given statistics, as in inference.
  ///
  /// **Shapes** `[N, C, …]`, all others `[C]`. `mean` and `variance` get no gradient.
  public func batchNorm2d(
    weight: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, epsilon: Float = 1e-5
  ) -> Tensor {
    batchNorm(
      weight: weight, bias: bias, mean: mean, variance: variance, epsilon: epsilon, slope: 1)
  }

  /// Batch normalisation and the activation that follows, in one pass: y times `slope` where y < 0.
  package func batchNorm(
    weight: Tensor, bias: Tensor, epsilon: Float, slope: Float
  ) -> BatchNormalised {
    let pixels = Pixels("batchNorm2d", shape, [weight.shape, bias.shape])
    precondition(pixels.count > 0, "batchNorm2d: statistics of an empty batch, shape \(shape)")
    let x = laidOut(pixels.layout)
    let (mean, variance) = pixels.moments(x)
    let n = Float(pixels.count)
    let inverse = 1 / (variance + epsilon).sqrt()
    var rectified: Tensor?
    func traced(_ g: Tensor, _ wanted: [Bool]) -> [Tensor?] {
      let h = g.tracedBeforeRectifier(rectified, slope: slope)
      let (dx, normal) = normalisationBack(
        h * weight.reshaped(eachChannel), over: allButChannels, epsilon: epsilon)
      return [
        dx, wanted[1] ? (h * normal).sum(over: allButChannels) : nil,
        wanted[2] ? h.sum(over: allButChannels) : nil,
      ]
    }
    let output = Tensor.recorded([self, weight, bias], traced: traced, name: "batchNorm2d") {
      inputs in
      let weight = inputs[1]
      let scale = weight * inverse
      let form = Normalisation(mean: mean, scale: scale, shift: inputs[2], slope: slope)
      let y = pixels.normalise(x, form)
      if slope != 1 { rectified = y }
      return (
        y,
        { g, wanted in
          let g = g.laidOut(pixels.layout)
          let (sums, products) = pixels.products(g, x, form)
          // With xhat = (x - mean) inverse: dx = scale (g - mean(g) - xhat mean(g xhat)).
          let slope = -scale * inverse.square() * products / n
          return [
            wanted[0] ? pixels.combine(g, x, form, scale, slope, -scale * sums / n) : nil,
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

  /// The same with given statistics.
  package func batchNorm(
    weight: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, epsilon: Float, slope: Float
  ) -> Tensor {
    let pixels = Pixels(
      "batchNorm2d", shape, [weight.shape, bias.shape, mean.shape, variance.shape])
    let (mean, inverse) = (mean.detached, 1 / (variance.detached + epsilon).sqrt())
    var rectified: Tensor?
    func traced(_ g: Tensor, _ wanted: [Bool]) -> [Tensor?] {
      let h = g.tracedBeforeRectifier(rectified, slope: slope)
      let each = inverse.reshaped(eachChannel)
      let normal = (self - mean.reshaped(eachChannel)) * each
      return [
        wanted[0] ? h * (weight.reshaped(eachChannel) * each) : nil,
        wanted[1] ? (h * normal).sum(over: allButChannels) : nil,
        wanted[2] ? h.sum(over: allButChannels) : nil,
      ]
    }
    return .recorded([self, weight, bias], traced: traced, name: "batchNorm2d") { inputs in
      let (x, scale) = (inputs[0].laidOut(pixels.layout), inputs[1] * inverse)
      let form = Normalisation(mean: mean, scale: scale, shift: inputs[2], slope: slope)
      let y = pixels.normalise(x, form)
      if slope != 1 { rectified = y }
      return (
        y,
        { g, wanted in
          let g = g.laidOut(pixels.layout)
          let zero = Tensor.zeros(mean.shape)
          let (sums, products) =
            wanted[1] || wanted[2] ? pixels.products(g, x, form) : (zero, zero)
          return [
            wanted[0] ? pixels.combine(g, x, form, scale, zero, zero) : nil,
            wanted[1] ? products * inverse : nil,
            wanted[2] ? sums : nil,
          ]
        }
      )
    }
  }

  /// `[1, C, 1, …]`.
  private var eachChannel: [Int] { [1, shape[1]] + [Int](repeating: 1, count: rank - 2) }
  private var allButChannels: [Int] { [0] + Array(2..<rank) }
}
