public import TensorCore

/// Keeps mean 0 and variance 1 (Klambauer et al. 2017, arXiv:1706.02515).
public struct SELU: PureLayer {
  public init() {}
  public func callAsFunction(_ input: Tensor) -> Tensor { input.selu() }
}
