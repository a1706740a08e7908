internal import Kernels
public import TensorCore

/// Cross-entropy of a sigmoid in which what is easy counts little: -α_t (1 - p_t)^γ log p_t.
///
///     p_t = y σ(x) + (1 - y) (1 - σ(x));   α_t = α y + (1 - α) (1 - y)
///
/// From logits x; targets are 0 to 1, others may give NaN. For rare objects on much empty sky. Lin et
/// al. 2017, "Focal loss for dense object detection", arXiv:1708.02002, who divide the sum by the
/// number of objects instead of all places.
public struct BinaryFocalLoss: ElementwiseLoss {
  /// γ; 0 is the cross-entropy.
  public let focus: Float
  /// α; `nil` counts both alike, as 1.
  public let positiveWeight: Float?

  /// - Precondition: `focus` is not negative, `positiveWeight` 0 to 1.
  public init(focus: Float = 2, positiveWeight: Float? = 0.25) {
    precondition(
      focus >= 0 && (0...1).contains(positiveWeight ?? 0),
      "BinaryFocalLoss: focus \(focus), weight of positives \(positiveWeight ?? 1)")
    self.focus = focus
    self.positiveWeight = positiveWeight
  }

  public func callAsFunction(
    _ prediction: Tensor, _ target: Tensor, weights: Tensor?
  ) -> Tensor {
    elementwiseLoss(
      "BinaryFocalLoss", prediction, target, weights, orrery_binary_focal_loss, focus,
      positiveWeight ?? -1)
  }
}
