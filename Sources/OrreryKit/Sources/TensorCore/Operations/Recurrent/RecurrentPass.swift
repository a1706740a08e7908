internal import Kernels

/// One run of a recurrent layer over a batch: forward when it is made, and back.
///
/// Each piece of the batch runs through all its steps on one thread. Weights are packed for the
/// kernels once.
final class RecurrentPass {
  /// Output `[N, T, D · H]`, hidden `[D, N, H]` and, for the LSTM, cell `[D, N, H]`.
  private(set) var outputs: [Tensor] = []

  private let layer: orrery_recurrent
  private let batch: SequenceBatch
  private let input: Tensor
  private let hidden: Tensor?
  private let cell: Tensor?
  /// Of each direction: weights from the input and the hidden state and, if any, biases.
  private let weights: [[Tensor]]
  /// What each direction keeps for the way back.
  private var kept: [(history: Storage, record: Storage)] = []

  /// - Parameter inputs: the input, h_0 and c_0 where there are, the weights of each direction.
  init(
    kind: orrery_cell, batch: SequenceBatch, inputs: [Tensor], directions: Int, hasHidden: Bool,
    hasCell: Bool, keepingHistory: Bool, precision: Precision = .current
  ) {
    input = inputs[0]
    hidden = hasHidden ? inputs[1] : nil
    cell = hasCell ? inputs[hasHidden ? 2 : 1] : nil
    let tensors = Array(inputs.dropFirst(1 + (hasHidden ? 1 : 0) + (hasCell ? 1 : 0)))
    let each = tensors.count / directions
    weights = (0..<directions).map { Array(tensors[$0 * each..<($0 + 1) * each]) }
    layer = orrery_recurrent(
      cell: kind, generation: orrery_generation(), depth: Int32(precision.depth),
      rounds: precision.roundsFactors ? 1 : 0, inputs: Int64(input.shape[2]),
      hidden: Int64(weights[0][1].shape[1]))
    self.batch = batch
    withUnsafePointer(to: layer) { forward($0, keepingHistory: keepingHistory) }
  }

  private var directions: Int { weights.count }
  private var size: Int { Int(layer.hidden) }
  private var width: Int { directions * size }
  private var hasCell: Bool { layer.cell == ORRERY_LSTM }
  private var stateShape: [Int] { [directions, batch.rows, size] }

  // MARK: - Forward

  private func forward(_ layer: UnsafePointer<orrery_recurrent>, keepingHistory: Bool) {
    let output = Storage(count: batch.rows * batch.steps * width)
    let finalHidden = Storage(count: stateShape.reduce(1, *))
    let finalCell = hasCell ? Storage(count: stateShape.reduce(1, *)) : nil
    if keepingHistory {
      let total = Int64(batch.total)
      kept = weights.map { _ in
        (
          Storage(count: Int(orrery_recurrent_history_size(layer, total))),
          Storage(count: Int(orrery_recurrent_record_size(layer, total)))
        )
      }
    }
    let packed = weights.map { tensors in
      let packed = Storage(count: Int(orrery_recurrent_weight_size(layer)))
      pointers(tensors) { w in
        orrery_recurrent_pack(layer, w[0], w[1], w[2], w[3], packed.pointer)
      }
      return packed
    }

    let state = batch.rows * size
    pointers([input, hidden, cell]) { given in
      parallelFor(batch.pieces.count * directions) { task in
        let (piece, direction) = (batch.pieces[task / directions], task % directions)
        let scratch = Storage(
          count: Int(orrery_recurrent_forward_scratch_size(layer, Int64(piece.rows.count))))
        let (history, record) = kept(direction, from: piece.start, layer)
        batch.withSequences(of: piece, isReversed: direction == 1) { sequences in
          orrery_recurrent_forward(
            layer, sequences, packed[direction].pointer, given[0],
            given[1].map { $0 + direction * state }, given[2].map { $0 + direction * state },
            output.pointer + direction * size, Int64(width),
            finalHidden.pointer + direction * state,
            finalCell.map { $0.pointer + direction * state }, history, record, scratch.pointer)
        }
      }
    }
    outputs = [
      Tensor(shape: [batch.rows, batch.steps, width], storage: output),
      Tensor(shape: stateShape, storage: finalHidden),
    ]
    if let finalCell { outputs.append(Tensor(shape: stateShape, storage: finalCell)) }
  }

  /// Where what a piece keeps begins.
  private func kept(
    _ direction: Int, from start: Int, _ layer: UnsafePointer<orrery_recurrent>
  ) -> (history: UnsafeMutablePointer<Float>?, record: UnsafeMutablePointer<Float>?) {
    guard !kept.isEmpty else { return (nil, nil) }
    let (history, record) = kept[direction]
    return (
      history.pointer + Int(orrery_recurrent_history_size(layer, Int64(start))),
      record.pointer + Int(orrery_recurrent_record_size(layer, Int64(start)))
    )
  }

  // MARK: - Backward

  /// From the gradients of the outputs to those of the inputs, in the order of `init`.
  func gradients(_ outputs: [Tensor?], _ wanted: [Bool]) -> [Tensor?] {
    withUnsafePointer(to: layer) { backward($0, outputs, wanted) }
  }

  private func backward(
    _ layer: UnsafePointer<orrery_recurrent>, _ gradients: [Tensor?], _ wanted: [Bool]
  ) -> [Tensor?] {
    let state = batch.rows * size
    let inputGradient = wanted[0] ? Storage(count: input.count) : nil
    let states = [hidden, cell].map { $0 == nil ? nil : Storage(count: directions * state) }
    let wantsWeights = wanted.dropFirst(1 + states.count { $0 != nil }).contains(true)

    let transposed = weights.map { tensors in
      let packed = Storage(count: Int(orrery_recurrent_transposed_size(layer)))
      pointers(tensors) { w in
        orrery_recurrent_pack_transposed(layer, w[0], w[1], packed.pointer)
      }
      return packed
    }
    // A sum of weight gradients for each piece, added up in the order of the pieces.
    let count = Int(orrery_recurrent_weight_size(layer))
    let sums = weights.map { _ in
      wantsWeights ? Storage(count: max(1, batch.pieces.count) * count) : nil
    }
    pointers(gradients) { given in
      parallelFor(batch.pieces.count) { task in
        let piece = batch.pieces[task]
        let scratch = Storage(
          count: Int(orrery_recurrent_backward_scratch_size(layer, Int64(piece.rows.count))))
        for direction in 0..<directions {
          let sum = sums[direction].map { $0.pointer + task * count }
          if let sum { orrery_fill(Int64(count), 0, sum) }
          let (history, record) = kept(direction, from: piece.start, layer)
          batch.withSequences(of: piece, isReversed: direction == 1) { sequences in
            orrery_recurrent_backward(
              layer, sequences, transposed[direction].pointer, history, record,
              given[0].map { $0 + direction * size }, Int64(width),
              given[1].map { $0 + direction * state },
              given[2].map { $0 + direction * state },
              inputGradient?.pointer, direction == 1 ? 1 : 0, sum,
              states[0].map { $0.pointer + direction * state },
              states[1].map { $0.pointer + direction * state }, scratch.pointer)
          }
        }
      }
    }

    var results = [inputGradient.map { Tensor(shape: input.shape, storage: $0) }]
    for case .some(let gradient) in states {
      results.append(Tensor(shape: stateShape, storage: gradient))
    }
    for (tensors, sum) in zip(weights, sums) {
      guard let sum else {
        results += tensors.map { _ in nil }
        continue
      }
      if batch.pieces.isEmpty { orrery_fill(Int64(count), 0, sum.pointer) }
      for piece in batch.pieces.indices.dropFirst() {
        orrery_add_in_place(Int64(count), sum.pointer + piece * count, sum.pointer)
      }
      let storages = tensors.map { Storage(count: $0.count) }
      let targets = storages.map(\.pointer) + [nil, nil]
      orrery_recurrent_unpack(
        layer, sum.pointer, targets[0], targets[1], targets[2], targets[3])
      results += zip(tensors, storages).map { Tensor(shape: $0.shape, storage: $1) }
    }
    return results
  }
}

/// Calls `body` with the elements of each tensor, `nil` for those that are not there, and at least
/// four entries.
private func pointers(
  _ tensors: [Tensor?], _ body: ([UnsafePointer<Float>?]) -> Void
) {
  func add(_ known: [UnsafePointer<Float>?]) {
    guard known.count < tensors.count else { return body(known + [nil, nil, nil, nil]) }
    guard let tensor = tensors[known.count] else { return add(known + [nil]) }
    read(tensor) { add(known + [$0]) }
  }
  add([])
}
