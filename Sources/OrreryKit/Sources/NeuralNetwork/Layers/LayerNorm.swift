public import TensorCore

/// Layer normalisation: each row of the last axes to mean 0 and variance 1, then scaled and shifted
/// (Ba et al. 2016, arXiv:1607.06450).
///
/// **Shapes** `[…] + shape` to the same; `weight` and `bias` `shape`.
public struct LayerNorm: PureLayer {
  public let weight: Parameter
  public let bias: Parameter
  public let epsilon: Float

  public init(shape: [Int], epsilon: Float = 1e-5) {
    weight = Parameter(.ones(shape))
    bias = Parameter(.zeros(shape))
    self.epsilon = epsilon
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.layerNorm(weight: weight.tensor, bias: bias.tensor, epsilon: epsilon)
  }
}
