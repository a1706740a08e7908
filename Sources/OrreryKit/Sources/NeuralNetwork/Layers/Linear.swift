public import TensorCore

/// A dense layer: y = x Wᵀ + b.
///
/// **Shapes** `[…, inputs]` to `[…, outputs]`; `weight` `[outputs, inputs]`, `bias` `[outputs]`.
public struct Linear: PureLayer {
  public let weight: Parameter
  public let bias: Parameter?

  /// Starts as PyTorch's: weights by the initializer, the bias uniform in ±1/√inputs.
  public init(
    inputs: Int, outputs: Int, hasBias: Bool = true, initializer: Initializer = .pyTorch,
    random: inout RandomStream
  ) {
    precondition(inputs > 0 && outputs > 0, "Linear: \(inputs) inputs, \(outputs) outputs")
    weight = Parameter(initializer([outputs, inputs], &random))
    let bound = 1 / Float(inputs).squareRoot()
    bias = hasBias ? Parameter(.uniform([outputs], -bound, bound, &random)) : nil
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.linear(weight.tensor, bias: bias?.tensor)
  }

  public func work(from input: [Int], to output: [Int]) -> LayerWork {
    LayerWork(multiplyAdds: output.reduce(1, *) * weight.value.shape[1])
  }
}
