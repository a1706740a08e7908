internal import Kernels

extension Tensor {
  /// A long short-term memory (Hochreiter & Schmidhuber 1997; Gers et al. 2000):
  /// i, f, o = σ(W x_t + U h_(t-1) + b), g = tanh(…), c_t = f c_(t-1) + i g, h_t = o tanh(c_t).
  ///
  /// **Shapes** `[N, T, C]` to `output` `[N, T, D · H]`, `hidden` and `cell` `[D, N, H]` as at each
  /// sequence's own last step (the first in time of the second direction).
  /// - Parameters:
  ///   - weights: one direction, or two, the second from each sequence's last step to its first.
  ///   - hidden: h_0 `[D, N, H]`; zeros by default.
  ///   - cell: c_0 `[D, N, H]`; zeros by default.
  ///   - lengths: steps of each sequence, in any order; the output after them is 0, what the input
  ///     has there is not looked at. A sequence of 0 steps gives back its initial state. All T by
  ///     default.
  public func lstm(
    _ weights: [RecurrentWeights], hidden: Tensor? = nil, cell: Tensor? = nil,
    lengths: [Int]? = nil
  ) -> (output: Tensor, hidden: Tensor, cell: Tensor) {
    let results = recurrent(
      "lstm", ORRERY_LSTM, gates: 4, weights, hidden: hidden, cell: cell, lengths: lengths)
    return (results[0], results[1], results[2])
  }

  /// Gated recurrent units (Cho et al. 2014, arXiv:1406.1078), reset after the product as PyTorch's:
  /// r, z = σ(W x_t + b + U h_(t-1) + b'), n = tanh(W x_t + b + r (U h_(t-1) + b')),
  /// h_t = (1 - z) n + z h_(t-1).
  ///
  /// **Shapes** and parameters as in `lstm`.
  public func gru(
    _ weights: [RecurrentWeights], hidden: Tensor? = nil, lengths: [Int]? = nil
  ) -> (output: Tensor, hidden: Tensor) {
    let results = recurrent("gru", ORRERY_GRU, gates: 3, weights, hidden: hidden, lengths: lengths)
    return (results[0], results[1])
  }

  /// A plain recurrent network (Elman 1990): h_t = tanh(W x_t + b + U h_(t-1) + b'), or the larger
  /// of 0 and the sum.
  ///
  /// **Shapes** and parameters as in `lstm`.
  public func rnn(
    _ weights: [RecurrentWeights], activation: RecurrentActivation = .tanh, hidden: Tensor? = nil,
    lengths: [Int]? = nil
  ) -> (output: Tensor, hidden: Tensor) {
    let kind = activation == .tanh ? ORRERY_RNN_TANH : ORRERY_RNN_RELU
    let results = recurrent("rnn", kind, gates: 1, weights, hidden: hidden, lengths: lengths)
    return (results[0], results[1])
  }

  /// - Returns: output, hidden and, for the LSTM, cell.
  private func recurrent(
    _ name: String, _ kind: orrery_cell, gates: Int, _ weights: [RecurrentWeights],
    hidden: Tensor?, cell: Tensor? = nil, lengths: [Int]?
  ) -> [Tensor] {
    precondition(
      weights.count == 1 || weights.count == 2, "\(name): \(weights.count) directions")
    let size = weights[0].hidden.shape.last ?? 0
    precondition(
      rank == 3 && size > 0 && shape[2] > 0
        && weights.allSatisfy {
          $0.input.shape == [gates * size, shape[2]] && $0.hidden.shape == [gates * size, size]
            && ($0.biases.map {
              $0.input.shape == [gates * size] && $0.hidden.shape == $0.input.shape
            }
              ?? true)
        },
      "\(name): shape \(shape), weights \(weights.map { $0.tensors.map(\.shape) })")
    let states = [hidden, cell].compactMap { $0 }
    precondition(
      states.allSatisfy { $0.shape == [weights.count, shape[0], size] },
      "\(name): shape \(shape), initial states \(states.map(\.shape)) of \(size) hidden units")
    let batch = SequenceBatch(name, rows: shape[0], steps: shape[1], lengths: lengths)

    let inputs = [self] + states + weights.flatMap(\.tensors)
    let isRecording = GradientMode.isOn && inputs.contains(where: \.isTracked)
    return Tensor.recorded(inputs) { inputs in
      let pass = RecurrentPass(
        kind: kind, batch: batch, inputs: inputs, directions: weights.count,
        hasHidden: hidden != nil, hasCell: cell != nil, keepingHistory: isRecording)
      return (pass.outputs, pass.gradients)
    }
  }
}
