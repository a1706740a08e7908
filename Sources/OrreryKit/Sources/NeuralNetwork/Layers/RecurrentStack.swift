internal import TensorCore

/// Recurrent layers one above the other, in one or two directions, with PyTorch's names:
/// `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, `weight_ih_l0_reverse`, …
struct RecurrentStack: Sendable {
  let layers: Int
  let directions: Int
  let dropout: Float
  /// `weights[layer][direction]`: from the input, from the hidden state, their biases.
  private let weights: [[[Parameter]]]

  /// Everything starts uniform in ±1/√hidden, as PyTorch's.
  init(
    _ name: String, gates: Int, inputs: Int, hidden: Int, layers: Int, isBidirectional: Bool,
    dropout: Float, hasBias: Bool, _ random: inout RandomStream
  ) {
    precondition(
      inputs > 0 && hidden > 0 && layers > 0,
      "\(name): \(inputs) inputs, \(hidden) hidden units, \(layers) layers")
    precondition(dropout >= 0 && dropout < 1, "\(name): dropout \(dropout)")
    let directions = isBidirectional ? 2 : 1
    let (bound, rows) = (1 / Float(hidden).squareRoot(), gates * hidden)
    var weights: [[[Parameter]]] = []
    for layer in 0..<layers {
      let shapes =
        [[rows, layer == 0 ? inputs : directions * hidden], [rows, hidden]]
        + (hasBias ? [[rows], [rows]] : [])
      weights.append(
        (0..<directions).map { _ in
          shapes.map { Parameter(.uniform($0, -bound, bound, &random)) }
        })
    }
    self.layers = layers
    self.directions = directions
    self.dropout = dropout
    self.weights = weights
  }

  var members: [(name: String, value: Any)] {
    let names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
    return weights.enumerated().flatMap { layer, directions in
      directions.enumerated().flatMap { direction, parameters in
        zip(names, parameters).map {
          ("\($0)_l\(layer)" + (direction == 1 ? "_reverse" : ""), $1)
        }
      }
    }
  }

  /// Runs the layers, in training with dropout between them.
  ///
  /// - Parameters:
  ///   - states: initial states `[layers · D, N, H]`, or `nil` for zeros.
  ///   - step: one layer: from its input, its weights and its initial states to its output
  ///     `[N, T, D · H]` and its final states `[D, N, H]`.
  /// - Returns: the last layer's output and the final states of all layers.
  func run(
    _ input: Tensor, states: [Tensor?], _ pass: inout Pass,
    step: (Tensor, [RecurrentWeights], [Tensor?]) -> (output: Tensor, states: [Tensor])
  ) -> (output: Tensor, states: [Tensor]) {
    var output = input
    var finals: [[Tensor]] = []
    for layer in 0..<layers {
      if layer > 0 && dropout > 0 && pass.isDropping {
        output = output.dropout(dropout, &pass.random)
      }
      let range = layer * directions..<(layer + 1) * directions
      let result = step(
        output, weights[layer].map(Self.tensors),
        states.map { layers == 1 ? $0 : $0?.sliced(axis: 0, range) })
      output = result.output
      finals.append(result.states)
    }
    guard layers > 1 else { return (output, finals[0]) }
    return (
      output,
      finals[0].indices.map { state in
        .concatenated(finals.map { $0[state] }, axis: 0)
      }
    )
  }

  /// The products with weights for an input of these lengths.
  func work(for input: Tensor, lengths: [Int]?) -> LayerWork {
    let steps = lengths?.reduce(0, +) ?? input.shape[0] * input.shape[1]
    let matrices = weights.joined().flatMap { $0.prefix(2) }
    return LayerWork(multiplyAdds: steps * matrices.reduce(0) { $0 + $1.value.count })
  }

  /// - Precondition: the state, if any, is `[layers · D, N, H]` for this input.
  func check(_ name: String, _ state: Tensor?, _ input: Tensor) {
    guard let state else { return }
    precondition(
      state.rank == 3 && state.shape[0] == layers * directions,
      "\(name): shape \(input.shape), initial state \(state.shape) of \(layers) layers, "
        + "\(directions) directions")
  }

  private static func tensors(_ parameters: [Parameter]) -> RecurrentWeights {
    RecurrentWeights(
      input: parameters[0].tensor, hidden: parameters[1].tensor,
      biases: parameters.count == 4 ? (parameters[2].tensor, parameters[3].tensor) : nil)
  }
}
