internal import Kernels
public import TensorCore

/// How unlikely a measurement is under a predicted mean and variance:
/// Σ w (ln v + (y - μ)² / v) / 2 / Σ w, with v = max(variance, floor).
///
/// ln 2π / 2 is left out. The gradient of the variance is taken at v, also below the floor, so that
/// a variance can rise again, as in PyTorch. Where the measurement has an error σ of its own, give
/// variance + σ². Nix & Weigend 1994.
///
/// **Shapes** mean, variance, target and weights alike; the result is a single number. What a
/// weight of 0, NaN and an empty batch do is as for an `ElementwiseLoss`.
public struct GaussianNegativeLogLikelihood: Sendable {
  /// Smallest variance, in the square of the target's unit.
  public let floor: Float

  /// - Precondition: `floor` is positive.
  public init(floor: Float = 1e-6) {
    precondition(floor > 0, "GaussianNegativeLogLikelihood: floor \(floor)")
    self.floor = floor
  }

  /// - Parameters:
  ///   - variance: positive, such as `softplus` gives; gradients flow into it and the mean.
  ///   - target: a constant.
  public func callAsFunction(
    mean: Tensor, variance: Tensor, _ target: Tensor, weights: Tensor? = nil
  ) -> Tensor {
    precondition(
      mean.shape == target.shape && variance.shape == target.shape
        && weights?.shape ?? target.shape == target.shape,
      "GaussianNegativeLogLikelihood: mean \(mean.shape), variance \(variance.shape), "
        + "target \(target.shape), weights \(weights?.shape ?? target.shape)")
    let scale = massScale(weights, count: target.count)
    return .recorded([mean, variance]) { inputs in
      var sum = 0.0
      var bend = Tensor.zeros(target.shape)
      let slope = Tensor(shape: target.shape) { slope in
        bend.withUnsafeMutableBufferPointer { bend in
          guard let bend = bend.baseAddress else { return }
          inputs[1].withUnsafeBufferPointer { variance in
            guard let variance = variance.baseAddress else { return }
            sum = withPointers(inputs[0], target, weights) { x, y, w in
              parallelSum(target.count) { r in
                let i = r.lowerBound
                return orrery_gaussian_loss(
                  Int64(r.count), x + i, variance + i, y + i, w.map { $0 + i }, floor,
                  Float(scale), slope + i, bend + i)
              }
            }
          }
        }
      }
      return (
        Tensor(Float(sum * scale)),
        { [bend] gradient, wanted in
          [
            wanted[0] ? slope.scaled(by: gradient) : nil,
            wanted[1] ? bend.scaled(by: gradient) : nil,
          ]
        }
      )
    }
  }
}
