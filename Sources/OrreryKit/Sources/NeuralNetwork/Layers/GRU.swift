public import TensorCore

/// Gated recurrent units, in layers (Cho et al. 2014, arXiv:1406.1078), reset after the product as
/// PyTorch's: r, z = σ(W x_t + b + U h_(t-1) + b'), n = tanh(W x_t + b + r (U h_(t-1) + b')),
/// h_t = (1 - z) n + z h_(t-1).
///
/// As a layer among others it gives the output alone; `run` takes lengths and states too.
///
/// **Shapes** `[N, T, inputs]` to `[N, T, D · hidden]`, D = 2 where bidirectional. Weights as in
/// `LSTM`, with three gates.
public struct GRU: Layer {
  private let stack: RecurrentStack

  /// Parameters as in `LSTM`.
  public init(
    inputs: Int, hidden: Int, layers: Int = 1, isBidirectional: Bool = false, dropout: Float = 0,
    hasBias: Bool = true, random: inout RandomStream
  ) {
    stack = RecurrentStack(
      "GRU", gates: 3, inputs: inputs, hidden: hidden, layers: layers,
      isBidirectional: isBidirectional, dropout: dropout, hasBias: hasBias, &random)
  }

  public var members: [(name: String, value: Any)] { stack.members }

  public func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    run(input, &pass).output
  }

  /// Runs through sequences; parameters as in `LSTM.run`.
  public func run(
    _ input: Tensor, lengths: [Int]? = nil, hidden: Tensor? = nil, _ pass: inout Pass
  ) -> RecurrentOutput {
    stack.check("GRU", hidden, input)
    let result = stack.run(input, states: [hidden], &pass) { input, weights, states in
      let result = input.gru(weights, hidden: states[0], lengths: lengths)
      return (result.output, [result.hidden])
    }
    pass.record(
      self, from: input, to: result.output, work: stack.work(for: input, lengths: lengths))
    return RecurrentOutput(output: result.output, hidden: result.states[0])
  }
}
