import OrreryKit

/// y = x (W ∘ mask)ᵀ + b: a linear layer of which some connections are cut for ever.
///
/// **Shapes** `[N, inputs]` to `[N, outputs]`; `weight` `[outputs, inputs]`, `bias` `[outputs]`.
struct MaskedLinear: PureLayer {
  let weight: Parameter
  let bias: Parameter
  private let mask: Tensor

  /// - Parameters:
  ///   - inputs: degree of each input.
  ///   - outputs: degree of each output.
  ///   - isConnected: whether an output of a degree may see an input of another.
  init(
    inputs: [Int], outputs: [Int], initializer: Initializer = .pyTorch,
    random: inout RandomStream, isConnected: (_ output: Int, _ input: Int) -> Bool
  ) {
    weight = Parameter(initializer([outputs.count, inputs.count], &random))
    bias = Parameter(.zeros([outputs.count]))
    mask = Tensor(
      outputs.flatMap { output in inputs.map { isConnected(output, $0) ? 1 : 0 } },
      shape: [outputs.count, inputs.count])
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    input.linear(weight.tensor * mask, bias: bias.tensor)
  }
}
