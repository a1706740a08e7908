public import TensorCore

/// x for x > 0, else slope · x.
public struct LeakyReLU: PureLayer {
  public let slope: Float
  public init(slope: Float = 0.01) { self.slope = slope }
  public func callAsFunction(_ input: Tensor) -> Tensor { input.leakyRelu(slope: slope) }
}
