public import TensorCore

/// x Φ(x) with the normal distribution function (Hendrycks & Gimpel 2016, arXiv:1606.08415).
public struct GELU: PureLayer {
  public init() {}
  public func callAsFunction(_ input: Tensor) -> Tensor { input.gelu() }
}
