public import TensorCore

/// Logarithms of probabilities: x - ln Σ eˣ along an axis.
///
/// **Shapes** any to the same.
public struct LogSoftmax: PureLayer {
  public let axis: Int
  public init(axis: Int = -1) { self.axis = axis }
  public func callAsFunction(_ input: Tensor) -> Tensor { input.logSoftmax(axis: axis) }
}
