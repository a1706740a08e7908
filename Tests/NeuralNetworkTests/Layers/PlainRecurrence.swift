import OrreryKit

/// One layer of recurrent cells in one direction, step by step in plain operations.
struct PlainRecurrence {
  private let kind: RecurrentModel.Kind
  private let weights: [Tensor]

  init(_ kind: RecurrentModel.Kind, _ module: any Module) {
    self.kind = kind
    weights = module.parameters.map(\.tensor)
  }

  /// Output and final states.
  func run(_ input: Tensor, lengths: [Int]) -> [Tensor] {
    let (rows, steps, size) = (input.shape[0], input.shape[1], weights[1].shape[1])
    var hidden = Tensor.zeros([rows, size])
    var cell = Tensor.zeros([rows, size])
    var outputs: [Tensor] = []
    for step in 0..<steps {
      let x = input.sliced(axis: 1, step..<step + 1).reshaped([rows, -1])
      let fromInput = x.linear(weights[0], bias: weights[2])
      let fromHidden = hidden.linear(weights[1], bias: weights[3])
      let (newHidden, newCell) = next(fromInput, fromHidden, hidden, cell)
      let runs = Tensor(lengths.map { $0 > step ? 1 : 0 }, shape: [rows, 1])
      outputs.append(newHidden * runs)
      hidden = newHidden * runs + hidden * (1 - runs)
      cell = newCell * runs + cell * (1 - runs)
    }
    let output = Tensor.concatenated(outputs.map { $0.reshaped([rows, 1, size]) }, axis: 1)
    let finals = kind.hasCell ? [hidden, cell] : [hidden]
    return [output] + finals.map { $0.reshaped([1, rows, size]) }
  }

  private func next(
    _ fromInput: Tensor, _ fromHidden: Tensor, _ hidden: Tensor, _ cell: Tensor
  ) -> (hidden: Tensor, cell: Tensor) {
    func gate(_ sums: Tensor, _ index: Int) -> Tensor {
      let size = hidden.shape[1]
      return sums.sliced(axis: 1, index * size..<(index + 1) * size)
    }
    let sums = fromInput + fromHidden
    switch kind {
    case .lstm:
      let newCell =
        gate(sums, 1).sigmoid() * cell + gate(sums, 0).sigmoid() * gate(sums, 2).tanh()
      return (gate(sums, 3).sigmoid() * newCell.tanh(), newCell)
    case .gru:
      let update = gate(sums, 1).sigmoid()
      let new =
        (gate(fromInput, 2) + gate(sums, 0).sigmoid() * gate(fromHidden, 2)).tanh()
      return ((1 - update) * new + update * hidden, cell)
    case .rnn: return (sums.tanh(), cell)
    case .relu: return (sums.relu(), cell)
    }
  }
}
