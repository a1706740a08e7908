internal import Kernels

/// What batch normalisation in training gives.
public struct BatchNormalised: Sendable {
  /// `[N, C, H, W]`.
  public let output: Tensor
  /// Mean of each channel over the batch, `[C]`.
  public let mean: Tensor
  /// Variance of each channel, divided by n, `[C]`.
  public let variance: Tensor
  /// Variance of each channel, divided by n - 1 (n = 1: by 1), for running statistics, `[C]`.
  public let unbiasedVariance: Tensor
}

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

/// Arithmetic per channel of `[N, C, H, W]` or `[N, C]`; channels are shared among the threads.
private struct ChannelLayout {
  let images: Int
  let channels: Int
  let area: Int

  init(_ operation: String, _ shape: [Int], _ others: [[Int]]) {
    precondition(
      shape.count >= 2 && others.allSatisfy { $0 == [shape[1]] },
      "\(operation): shape \(shape) with per-channel shapes \(others)")
    images = shape[0]
    channels = shape[1]
    area = shape[2...].reduce(1, *)
  }

  /// Values of one channel.
  var values: Int { images * area }

  private func run(_ body: (_ n: Int64, _ c: Int64, _ area: Int64, Int64, Int64) -> Void) {
    guard area > 1 else {
      // Channels are neighbours in memory: one piece.
      body(Int64(images), Int64(channels), Int64(area), 0, Int64(channels))
      return
    }
    parallelChunks(channels, weight: values) { r in
      body(
        Int64(images), Int64(channels), Int64(area), Int64(r.lowerBound), Int64(r.upperBound))
    }
  }

  func moments(_ x: Tensor) -> (mean: Tensor, variance: Tensor) {
    let variance = Storage(count: channels)
    let mean = Tensor(shape: [channels]) { mean in
      read(x) { x in
        run { orrery_channel_moments($0, $1, $2, $3, $4, x, mean, variance.pointer) }
      }
    }
    return (mean, Tensor(shape: [channels], storage: variance))
  }

  func affine(_ x: Tensor, mean: Tensor, scale: Tensor, shift: Tensor) -> Tensor {
    Tensor(shape: x.shape) { y in
      read(x, mean) { x, mean in
        read(scale, shift) { scale, shift in
          run { orrery_channel_affine($0, $1, $2, $3, $4, x, mean, scale, shift, y) }
        }
      }
    }
  }

  func products(_ g: Tensor, _ x: Tensor, mean: Tensor) -> (sums: Tensor, products: Tensor) {
    let products = Storage(count: channels)
    let sums = Tensor(shape: [channels]) { sums in
      read(g, x, mean) { g, x, mean in
        run { orrery_channel_products($0, $1, $2, $3, $4, g, x, mean, sums, products.pointer) }
      }
    }
    return (sums, Tensor(shape: [channels], storage: products))
  }

  /// a g + b (x - mean) + d.
  func combine(
    _ g: Tensor, _ x: Tensor, mean: Tensor, _ a: Tensor, _ b: Tensor, _ d: Tensor
  ) -> Tensor {
    Tensor(shape: x.shape) { dx in
      read(g, x, mean) { g, x, mean in
        read(a, b, d) { a, b, d in
          run { orrery_channel_combine($0, $1, $2, $3, $4, g, x, mean, a, b, d, dx) }
        }
      }
    }
  }
}
