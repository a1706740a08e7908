internal import Kernels
public import TensorCore

/// |x - y|; its slope at 0 is 0.
public struct MeanAbsoluteError: ElementwiseLoss {
  public init() {}

  public func callAsFunction(
    _ prediction: Tensor, _ target: Tensor, weights: Tensor?
  ) -> Tensor {
    elementwiseLoss("MeanAbsoluteError", prediction, target, weights, orrery_absolute_loss)
  }
}
