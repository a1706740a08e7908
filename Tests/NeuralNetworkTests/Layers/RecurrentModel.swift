import OrreryKit

/// A recurrent layer of any kind, for the tests.
struct RecurrentModel {
  /// Cell and, for the RNN, activation.
  enum Kind: String, CaseIterable, Sendable {
    case lstm, gru, rnn, relu

    var gates: Int { self == .lstm ? 4 : self == .gru ? 3 : 1 }
    var hasCell: Bool { self == .lstm }
  }

  let module: any Layer
  private let body: (Tensor, [Int]?, [Tensor], inout Pass) -> [Tensor]

  init(
    _ kind: Kind, inputs: Int, hidden: Int, layers: Int = 1, isBidirectional: Bool = false,
    dropout: Float = 0, hasBias: Bool = true, seed: UInt64 = 1
  ) {
    var random = RandomStream(seed: seed)
    switch kind {
    case .lstm:
      let layer = LSTM(
        inputs: inputs, hidden: hidden, layers: layers, isBidirectional: isBidirectional,
        dropout: dropout, hasBias: hasBias, random: &random)
      module = layer
      body = { input, lengths, states, pass in
        let result = layer.run(
          input, lengths: lengths, hidden: states.first, cell: states.last, &pass)
        return [result.output, result.hidden, result.cell]
      }
    case .gru:
      let layer = GRU(
        inputs: inputs, hidden: hidden, layers: layers, isBidirectional: isBidirectional,
        dropout: dropout, hasBias: hasBias, random: &random)
      module = layer
      body = { input, lengths, states, pass in
        let result = layer.run(input, lengths: lengths, hidden: states.first, &pass)
        return [result.output, result.hidden]
      }
    case .rnn, .relu:
      let layer = RNN(
        inputs: inputs, hidden: hidden, layers: layers,
        activation: kind == .rnn ? .tanh : .relu, isBidirectional: isBidirectional,
        dropout: dropout, hasBias: hasBias, random: &random)
      module = layer
      body = { input, lengths, states, pass in
        let result = layer.run(input, lengths: lengths, hidden: states.first, &pass)
        return [result.output, result.hidden]
      }
    }
  }

  /// Output and final states.
  /// - Parameter states: initial ones, or none.
  func callAsFunction(
    _ input: Tensor, lengths: [Int]? = nil, states: [Tensor] = []
  ) -> [Tensor] {
    var pass = Pass.inference
    return body(input, lengths, states, &pass)
  }

  func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> [Tensor] {
    body(input, nil, [], &pass)
  }
}

extension [Tensor] {
  /// A number that every element has another part in.
  func mixed() -> Tensor {
    map { tensor in
      let cotangent = (0..<tensor.count).map { Float($0 * 7 % 11) / 11 - 0.3 }
      return (tensor * Tensor(cotangent, shape: tensor.shape)).sum()
    }.reduce(Tensor(0)) { $0 + $1 }
  }
}
