public import TensorCore

/// A loss that compares a prediction with a target element by element: Σ w ℓ(x, y) / Σ w.
///
/// **Shapes** prediction, target and weights alike; the result is a single number.
///
/// A weight of 0 leaves an element out, whatever it is, NaN too: it is the mask. A NaN that counts
/// makes the loss NaN. Where all weights are 0, and where there are no elements, the loss is 0
/// (PyTorch gives NaN). The target is a constant: no gradient flows into it.
public protocol ElementwiseLoss: Sendable {
  /// The weighted mean; PyTorch's `mean` where there are no weights.
  /// - Parameter weights: not negative; 1 everywhere where `nil`.
  func callAsFunction(_ prediction: Tensor, _ target: Tensor, weights: Tensor?) -> Tensor
}

extension ElementwiseLoss {
  /// The mean over all elements.
  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    self(prediction, target, weights: nil)
  }
}
