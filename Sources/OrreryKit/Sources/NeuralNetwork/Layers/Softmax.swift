public import TensorCore

/// Probabilities: eˣ / Σ eˣ along an axis. Losses that take logits do this themselves.
///
/// **Shapes** any to the same.
public struct Softmax: PureLayer {
  public let axis: Int
  public init(axis: Int = -1) { self.axis = axis }
  public func callAsFunction(_ input: Tensor) -> Tensor { input.softmax(axis: axis) }
}
