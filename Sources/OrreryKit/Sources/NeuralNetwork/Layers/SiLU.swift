public import TensorCore

/// x σ(x), also called swish (Ramachandran et al. 2017, arXiv:1710.05941).
public struct SiLU: PureLayer {
  public init() {}
  public func callAsFunction(_ input: Tensor) -> Tensor { input.silu() }
}
