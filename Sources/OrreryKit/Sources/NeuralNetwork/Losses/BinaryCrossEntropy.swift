internal import Kernels
public import TensorCore

/// Cross-entropy of a sigmoid: -(p y log σ(x) + (1 - y) log(1 - σ(x))), from logits x.
///
/// Targets are 0 to 1. Neither overflows nor loses digits for large |x|: log(1 + e⁻ˣ) is computed on
/// the side where the exponential is small.
public struct BinaryCrossEntropy: ElementwiseLoss {
  /// p: how much more a positive counts.
  public let positiveWeight: Float

  public init(positiveWeight: Float = 1) { self.positiveWeight = positiveWeight }

  public func callAsFunction(
    _ prediction: Tensor, _ target: Tensor, weights: Tensor?
  ) -> Tensor {
    elementwiseLoss(
      "BinaryCrossEntropy", prediction, target, weights, orrery_binary_loss, positiveWeight)
  }
}
