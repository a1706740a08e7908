import OrreryKit

/// Two layers of LSTM; the state of the upper one after each sequence's last step, a dense layer.
///
/// **Shapes** `[N, T, 8]` to `[N, 5]`.
struct SequenceClassifier: Module {
  static let channels = 8
  static let classes = 5
  let lstm: LSTM
  let fc: Linear

  init(hidden: Int, _ random: inout RandomStream) {
    lstm = LSTM(inputs: Self.channels, hidden: hidden, layers: 2, random: &random)
    fc = Linear(inputs: hidden, outputs: Self.classes, random: &random)
  }

  /// - Parameter lengths: steps of each sequence; all T where `nil`.
  func callAsFunction(_ input: Tensor, lengths: [Int]?, _ pass: inout Pass) -> Tensor {
    let states = lstm.run(input, lengths: lengths, &pass).hidden  // [2, N, hidden]
    return fc(states.sliced(axis: 0, 1..<2).reshaped([states.shape[1], states.shape[2]]))
  }
}
