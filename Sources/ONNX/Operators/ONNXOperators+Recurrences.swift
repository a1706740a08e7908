import OrreryKit

/// Recurrent networks: sequences come as `[T, N, C]`, results as `[T, directions, N, hidden]`.
extension ONNXOperators {
  static let recurrences: [String: Operation] = [
    "LSTM": { call in
      // Here input, output, forget, cell; in tensors input, forget, cell, output.
      let run = try Recurrence(call, gates: [0, 2, 3, 1])
      let cell = try call.optional(6).map { try run.state($0.tensor, call) }
      guard call.optional(7) == nil, try call.integer("input_forget", 0) == 0 else {
        throw call.failure("peepholes and joined gates", .unsupported)
      }
      try run.checkActivations(call, ["Sigmoid", "Tanh", "Tanh"])
      let result = run.input.lstm(
        run.weights, hidden: run.hidden, cell: cell, lengths: run.lengths)
      return run.outputs(result.output, [result.hidden, result.cell])
    },
    "GRU": { call in
      // Here update, reset, new; in tensors reset, update, new.
      let run = try Recurrence(call, gates: [1, 0, 2])
      try run.checkActivations(call, ["Sigmoid", "Tanh"])
      if try call.integer("linear_before_reset", 0) == 0 {
        let result = run.resettingFirst()
        return run.outputs(result.output, [result.hidden])
      }
      let result = run.input.gru(run.weights, hidden: run.hidden, lengths: run.lengths)
      return run.outputs(result.output, [result.hidden])
    },
    "RNN": { call in
      let run = try Recurrence(call, gates: [0])
      let names = run.activations(call) ?? ["Tanh"]
      guard names.allSatisfy({ $0 == names[0] }), ["Tanh", "Relu"].contains(names[0]) else {
        throw call.failure("activations \(names)", .unsupported)
      }
      let result = run.input.rnn(
        run.weights, activation: names[0] == "Tanh" ? .tanh : .relu, hidden: run.hidden,
        lengths: run.lengths)
      return run.outputs(result.output, [result.hidden])
    },
  ]

  /// What the three have in common.
  private struct Recurrence {
    /// `[N, T, C]`, in the order in which it is run through.
    let input: Tensor
    let weights: [RecurrentWeights]
    let hidden: Tensor?
    let lengths: [Int]?
    private let isReverse: Bool
    private let size: Int

    /// - Parameter gates: for each gate as tensors have them its place in the file.
    init(_ call: ONNXCall, gates: [Int]) throws {
      let x = try call.tensor(0, rank: 3...3)
      let w = try call.tensor(1, rank: 3...3)
      let r = try call.tensor(2, rank: 3...3)
      let directions: Int
      switch try call.text("direction", "forward") {
      case "forward", "reverse": directions = 1
      case "bidirectional": directions = 2
      case let way: throw call.failure("direction '\(way)'")
      }
      isReverse = try call.text("direction", "forward") == "reverse"
      let size = r.shape[2]
      self.size = size
      let rows = gates.count * size
      guard size > 0, x.shape[2] > 0, w.shape == [directions, rows, x.shape[2]],
        r.shape == [directions, rows, size], try call.integer("layout", 0) == 0,
        call.node.attributes["clip"] == nil
      else {
        throw call.failure("input \(x.shape), weights \(w.shape) and \(r.shape)", .unsupported)
      }
      let biases = call.optional(3)?.tensor
      guard biases.map({ $0.shape == [directions, 2 * rows] }) ?? true else {
        throw call.failure("biases \(biases?.shape ?? [])")
      }
      let order = gates.flatMap { gate in gate * size..<(gate + 1) * size }
      weights = (0..<directions).map { direction in
        func own(_ tensor: Tensor) -> Tensor {
          tensor.sliced(axis: 0, direction..<direction + 1).reshaped(Array(tensor.shape[1...]))
        }
        let pair = biases.map { tensor -> (input: Tensor, hidden: Tensor) in
          let both = own(tensor)
          return (
            both.sliced(axis: 0, 0..<rows).indexSelected(order),
            both.sliced(axis: 0, rows..<2 * rows).indexSelected(order)
          )
        }
        return RecurrentWeights(
          input: own(w).indexSelected(order), hidden: own(r).indexSelected(order), biases: pair)
      }
      let (steps, count) = (x.shape[0], x.shape[1])
      _ = try call.checked([steps, directions, count, size])
      if call.optional(4) != nil {
        let lengths = try call.integers(4)
        guard lengths.count == count, lengths.allSatisfy({ $0 >= 0 && $0 <= steps }) else {
          throw call.failure("lengths \(lengths) of \(steps) steps")
        }
        self.lengths = lengths.allSatisfy { $0 == steps } ? nil : lengths
      } else {
        lengths = nil
      }
      guard lengths == nil || !isReverse else {
        throw call.failure("lengths, backwards", .unsupported)
      }
      let sequences = x.permuted([1, 0, 2])
      input = isReverse ? sequences.flipped([1]) : sequences
      let shape = [directions, count, size]
      hidden = call.optional(5)?.tensor
      guard hidden.map({ $0.shape == shape }) ?? true else {
        throw call.failure("a state of \(hidden?.shape ?? [])")
      }
    }

    func state(_ tensor: Tensor, _ call: ONNXCall) throws -> Tensor {
      guard tensor.shape == [weights.count, input.shape[0], size] else {
        throw call.failure("a state of \(tensor.shape)")
      }
      return tensor
    }

    /// Gated recurrent units that forget before the product, not behind it as those of tensors do:
    /// n = tanh(W x + b + U (r h) + b').
    func resettingFirst() -> (output: Tensor, hidden: Tensor) {
      let (count, steps) = (input.shape[0], input.shape[1])
      var outputs: [Tensor] = []
      var states: [Tensor] = []
      for (direction, weights) in weights.enumerated() {
        let (w, u) = (weights.input.transposed(), weights.hidden.transposed())
        var given = input.reshaped([count * steps, input.shape[2]]).matmul(w)
        if let biases = weights.biases { given = given + (biases.input + biases.hidden) }
        given = given.reshaped([count, steps, 3 * size])
        let gates = u.sliced(axis: 1, 0..<2 * size)
        let new = u.sliced(axis: 1, 2 * size..<3 * size)
        var h =
          hidden.map { $0.sliced(axis: 0, direction..<direction + 1).reshaped([count, size]) }
          ?? Tensor([Float](repeating: 0, count: count * size), shape: [count, size])
        var rows = [Tensor](repeating: h, count: steps)  // [N, H] each
        let order = Array(0..<steps)
        for step in direction == 0 ? order : order.reversed() {
          let x = given.sliced(axis: 1, step..<step + 1).reshaped([count, 3 * size])
          let opened = (x.sliced(axis: 1, 0..<2 * size) + h.matmul(gates)).sigmoid()
            .chunked(2, axis: 1)  // reset, update
          let fresh =
            (x.sliced(axis: 1, 2 * size..<3 * size) + (opened[0] * h).matmul(new)).tanh()
          let next = (1 - opened[1]) * fresh + opened[1] * h
          guard let lengths else {
            h = next
            rows[step] = next
            continue
          }
          // Behind the end of a sequence nothing happens.
          let goesOn = Tensor(lengths.map { step < $0 ? 1 : 0 }, shape: [count, 1])
          h = next * goesOn + h * (1 - goesOn)
          rows[step] = next * goesOn
        }
        outputs.append(
          steps == 0
            ? Tensor([], shape: [count, 0, size])
            : Tensor.concatenated(rows.map { $0.inserted(axis: 1) }, axis: 1))
        states.append(h.inserted(axis: 0))
      }
      return (.concatenated(outputs, axis: 2), .concatenated(states, axis: 0))
    }

    func activations(_ call: ONNXCall) -> [String]? {
      if case .texts(let names)? = call.node.attributes["activations"], !names.isEmpty {
        names
      } else {
        nil
      }
    }

    func checkActivations(_ call: ONNXCall, _ names: [String]) throws {
      guard let given = activations(call) else { return }
      guard given == (0..<weights.count).flatMap({ _ in names }) else {
        throw call.failure("activations \(given)", .unsupported)
      }
    }

    /// `[N, T, D · H]` to `[T, D, N, H]`, with the states behind it.
    func outputs(_ output: Tensor, _ states: [Tensor]) -> [ONNXValue] {
      let shape = [output.shape[0], output.shape[1], weights.count, size]
      let ordered = isReverse ? output.flipped([1]) : output
      return [.floats(ordered.reshaped(shape).permuted([1, 2, 0, 3]))]
        + states.map { .floats($0) }
    }
  }
}
