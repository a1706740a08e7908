public import TensorCore

/// Long short-term memory, in layers (Hochreiter & Schmidhuber 1997, Neural Computation 9, 1735):
/// i, f, o = σ(W x_t + U h_(t-1) + b), g = tanh(…), c_t = f c_(t-1) + i g, h_t = o tanh(c_t).
///
/// As a layer among others it gives the output alone; `run` takes lengths and states too.
/// ```swift
/// let lstm = LSTM(inputs: 8, hidden: 64, layers: 2, random: &random)
/// let last = lstm.run(curves, lengths: counts, &pass).hidden.sliced(axis: 0, 1..<2)  // [1, N, 64]
/// ```
/// **Shapes** `[N, T, inputs]` to `[N, T, D · hidden]`, D = 2 where bidirectional. `weight_ih_l0`
/// `[4 · hidden, inputs]`, `weight_hh_l0` `[4 · hidden, hidden]`, `bias_ih_l0` and `bias_hh_l0`
/// `[4 · hidden]`, the same for each layer and, ending in `_reverse`, for the second direction.
public struct LSTM: Layer {
  private let stack: RecurrentStack

  /// - Parameters:
  ///   - layers: each takes the output of the one below.
  ///   - isBidirectional: whether a second direction runs from each sequence's end to its beginning.
  ///   - dropout: between the layers, in training.
  public init(
    inputs: Int, hidden: Int, layers: Int = 1, isBidirectional: Bool = false, dropout: Float = 0,
    hasBias: Bool = true, random: inout RandomStream
  ) {
    stack = RecurrentStack(
      "LSTM", gates: 4, inputs: inputs, hidden: hidden, layers: layers,
      isBidirectional: isBidirectional, dropout: dropout, hasBias: hasBias, &random)
  }

  public var members: [(name: String, value: Any)] { stack.members }

  public func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    run(input, &pass).output
  }

  /// Runs through sequences.
  ///
  /// - Parameters:
  ///   - input: `[N, T, inputs]`.
  ///   - lengths: steps of each sequence, in any order; all T by default. No work is done after
  ///     them. A sequence of 0 steps gives back its initial state.
  ///   - hidden: h_0 `[layers · D, N, hidden]`; zeros by default.
  ///   - cell: c_0, of the same shape; zeros by default.
  public func run(
    _ input: Tensor, lengths: [Int]? = nil, hidden: Tensor? = nil, cell: Tensor? = nil,
    _ pass: inout Pass
  ) -> LSTMOutput {
    stack.check("LSTM", hidden, input)
    stack.check("LSTM", cell, input)
    let result = stack.run(input, states: [hidden, cell], &pass) { input, weights, states in
      let result = input.lstm(weights, hidden: states[0], cell: states[1], lengths: lengths)
      return (result.output, [result.hidden, result.cell])
    }
    pass.record(
      self, from: input, to: result.output, work: stack.work(for: input, lengths: lengths))
    return LSTMOutput(output: result.output, hidden: result.states[0], cell: result.states[1])
  }
}
