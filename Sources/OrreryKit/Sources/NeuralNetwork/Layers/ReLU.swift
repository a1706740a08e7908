public import TensorCore

/// max(x, 0).
public struct ReLU: PureLayer {
  public init() {}
  public func callAsFunction(_ input: Tensor) -> Tensor { input.relu() }
}
