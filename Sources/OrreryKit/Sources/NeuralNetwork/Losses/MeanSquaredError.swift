internal import Kernels
public import TensorCore

/// (x - y)².
public struct MeanSquaredError: ElementwiseLoss {
  public init() {}

  public func callAsFunction(
    _ prediction: Tensor, _ target: Tensor, weights: Tensor?
  ) -> Tensor {
    elementwiseLoss("MeanSquaredError", prediction, target, weights, orrery_squared_loss)
  }
}
