internal import TensorCore

/// Exponential moving average of the weights, which often generalises better than the last ones.
///
///     a = d a + (1 - d) θ, with d = min(decay, (1 + t) / (10 + t)) at step t
///
/// Polyak & Juditsky 1992; Tarvainen & Valpola 2017, arXiv:1703.01780. Buffers are not averaged.
public struct WeightAverage: Sendable {
  public let decay: Double
  private let parameters: [NamedParameter]
  private var average: [[Float]]
  private var steps = 0

  public init(_ module: some Module, decay: Double = 0.999) {
    self.decay = decay
    parameters = module.namedParameters
    average = parameters.map(\.parameter.value.scalars)
  }

  /// Takes in the present weights; call it after each step of the optimiser.
  public mutating func update() {
    steps += 1
    let d = Float(min(decay, Double(1 + steps) / Double(10 + steps)))
    for (place, named) in parameters.enumerated() {
      let values = named.parameter.value.scalars
      average[place].withUnsafeMutableBufferPointer { a in
        for i in a.indices { a[i] = d * a[i] + (1 - d) * values[i] }
      }
    }
  }

  /// Exchanges the weights of the model and the average: once to validate, once more to go on.
  public mutating func swap() {
    for (place, named) in parameters.enumerated() {
      let values = named.parameter.value
      named.parameter.value = Tensor(average[place], shape: values.shape)
      average[place] = values.scalars
    }
  }

  /// The average, for checkpoints.
  public func state() -> StateDictionary {
    var result: StateDictionary = ["steps": StateTensor(integers: [Int64(steps)], shape: [])]
    for (named, values) in zip(parameters, average) {
      result["average.\(named.name)"] = StateTensor(values, shape: named.parameter.value.shape)
    }
    return result
  }

  /// Goes on where `state()` was taken.
  /// - Throws: `DataError.mismatch` before anything is changed.
  public mutating func load(_ state: StateDictionary) throws {
    let average = try parameters.map { named -> [Float] in
      guard let tensor = state["average.\(named.name)"], let floats = tensor.floats,
        tensor.shape == named.parameter.value.shape
      else { throw DataError(.mismatch, "no average of \(named.name)") }
      return floats
    }
    guard let steps = state["steps"]?.integers?.first, state.count == average.count + 1 else {
      throw DataError(.mismatch, "the average of the weights is not this model's")
    }
    self.average = average
    self.steps = Int(steps)
  }
}
