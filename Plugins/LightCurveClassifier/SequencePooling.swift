import OrreryKit

/// One row of each sequence: mean and largest of its steps, and for each head the mean by weights
/// that the steps themselves decide (additive attention; Bahdanau et al. 2015, arXiv:1409.0473).
///
/// **Shapes** `[N, T, C]` to `[N, (2 + heads) C]`; `score` `[C, C / 2]`, `weigh` `[C / 2, heads]`.
struct SequencePooling: Module {
  let score: Linear?
  let weigh: Linear?
  let outputs: Int

  init(channels: Int, heads: Int, random: inout RandomStream) {
    outputs = (2 + heads) * channels
    let hidden = max(channels / 2, 1)
    score = heads > 0 ? Linear(inputs: channels, outputs: hidden, random: &random) : nil
    weigh = heads > 0 ? Linear(inputs: hidden, outputs: heads, random: &random) : nil
  }

  /// - Parameter states: from -1 to 1, 0 behind each sequence's length.
  func callAsFunction(_ states: Tensor, _ batch: LightCurveBatch, _ pass: inout Pass) -> Tensor {
    let count = states.shape[0]
    let lengths = Tensor(batch.lengths.map { Float($0) }, shape: [count, 1])
    let mean = states.sum(over: [1]) / lengths  // [N, C]
    // What stands behind the end is below everything else.
    let largest = (states + (batch.mask - 1) * 3).max(over: [1])
    guard let score, let weigh else { return .concatenated([mean, largest], axis: 1) }
    let scores = weigh(score(states, &pass).tanh(), &pass)  // [N, T, heads]
    let weights = (scores + (batch.mask - 1) * 1e4).softmax(axis: 1)
    let heard = weights.transposed(1, 2).matmul(states)  // [N, heads, C]
    return .concatenated([mean, largest, heard.flattened(from: 1)], axis: 1)
  }
}
