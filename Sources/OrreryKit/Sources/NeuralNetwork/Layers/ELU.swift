public import TensorCore

/// x for x > 0, else α (eˣ - 1) (Clevert et al. 2015, arXiv:1511.07289).
public struct ELU: PureLayer {
  public let alpha: Float
  public init(alpha: Float = 1) { self.alpha = alpha }
  public func callAsFunction(_ input: Tensor) -> Tensor { input.elu(alpha: alpha) }
}
