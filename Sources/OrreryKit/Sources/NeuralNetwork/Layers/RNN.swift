public import TensorCore

/// A plain recurrent network, in layers (Elman 1990, Cognitive Science 14, 179):
/// h_t = tanh(W x_t + b + U h_(t-1) + b'), or the larger of 0 and the sum.
///
/// As a layer among others it gives the output alone; `run` takes lengths and states too.
///
/// **Shapes** `[N, T, inputs]` to `[N, T, D · hidden]`, D = 2 where bidirectional. Weights as in
/// `LSTM`, with one gate.
public struct RNN: Layer {
  public let activation: RecurrentActivation
  private let stack: RecurrentStack

  /// Parameters as in `LSTM`.
  public init(
    inputs: Int, hidden: Int, layers: Int = 1, activation: RecurrentActivation = .tanh,
    isBidirectional: Bool = false, dropout: Float = 0, hasBias: Bool = true,
    random: inout RandomStream
  ) {
    self.activation = activation
    stack = RecurrentStack(
      "RNN", gates: 1, inputs: inputs, hidden: hidden, layers: layers,
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
    stack.check("RNN", hidden, input)
    let result = stack.run(input, states: [hidden], &pass) { input, weights, states in
      let result = input.rnn(
        weights, activation: activation, hidden: states[0], lengths: lengths)
      return (result.output, [result.hidden])
    }
    pass.record(
      self, from: input, to: result.output, work: stack.work(for: input, lengths: lengths))
    return RecurrentOutput(output: result.output, hidden: result.states[0])
  }
}
