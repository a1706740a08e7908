public import TensorCore

/// Hyperbolic tangent.
public struct Tanh: PureLayer {
  public init() {}
  public func callAsFunction(_ input: Tensor) -> Tensor { input.tanh() }
}
