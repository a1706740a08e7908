public import TensorCore

/// 1 / (1 + e⁻ˣ).
public struct Sigmoid: PureLayer {
  public init() {}
  public func callAsFunction(_ input: Tensor) -> Tensor { input.sigmoid() }
}
