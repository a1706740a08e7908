internal import Kernels
public import TensorCore

/// (x - y)² / 2 for small errors, δ (|x - y| - δ/2) for those beyond δ (Huber 1964).
public struct Huber: ElementwiseLoss {
  public let delta: Float

  /// - Precondition: `delta` is positive.
  public init(delta: Float = 1) {
    precondition(delta > 0, "Huber: delta \(delta)")
    self.delta = delta
  }

  public func callAsFunction(
    _ prediction: Tensor, _ target: Tensor, weights: Tensor?
  ) -> Tensor {
    elementwiseLoss("Huber", prediction, target, weights, orrery_huber_loss, delta)
  }
}
