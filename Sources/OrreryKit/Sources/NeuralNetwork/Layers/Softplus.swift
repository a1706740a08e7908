public import TensorCore

/// ln(1 + eˣ), without overflow.
public struct Softplus: PureLayer {
  public init() {}
  public func callAsFunction(_ input: Tensor) -> Tensor { input.softplus() }
}
