internal import Foundation

/// Cross-entropy of a sigmoid: -(p y log σ(x) + (1 - y) log(1 - σ(x))), from logits x.
///
/// Neither overflows nor loses digits for large |x|: log(1 + e⁻ˣ) is computed on the side where the
/// exponential is small.
public struct BinaryCrossEntropy: ElementwiseLoss {
  /// p: how much more a positive counts.
  public let positiveWeight: Float

  public init(positiveWeight: Float = 1) { self.positiveWeight = positiveWeight }

  public func valueAndSlope(_ prediction: Float, _ target: Float) -> (value: Float, slope: Float) {
    let x = prediction
    let small = exp(-abs(x))
    let sigmoid = x >= 0 ? 1 / (1 + small) : small / (1 + small)
    let logistic = log1p(small) + max(-x, 0)  // -log σ(x)
    let positive = positiveWeight * target
    return (
      (1 - target) * x + (1 - target + positive) * logistic,
      (1 - target) - (1 - target + positive) * (1 - sigmoid)
    )
  }
}
