internal import Kernels
internal import TensorCore

/// Exponential moving average of the weights, which often generalises better than the last ones.
///
///     a = d a + (1 - d) θ, with d = min(decay, (1 + t) / (10 + t)) at step t
///
/// Buffers are averaged alike: the running statistics of a normalisation belong to the weights of
/// their time, and those of the last step would not fit an average that lags behind. It costs
/// nothing, but it is no measurement of the averaged network: `reestimateStatistics` is, for one
/// more pass through the data. Counters keep the present value.
///
/// Polyak & Juditsky 1992; Tarvainen & Valpola 2017, arXiv:1703.01780.
public struct WeightAverage: Sendable {
  /// What is averaged: a parameter or a buffer.
  private enum Place: Sendable {
    case parameter(Parameter)
    case buffer(Buffer)

    var value: Tensor {
      get {
        switch self {
        case .parameter(let parameter): parameter.value
        case .buffer(let buffer): buffer.value
        }
      }
      nonmutating set {
        switch self {
        case .parameter(let parameter): parameter.value = newValue
        case .buffer(let buffer): buffer.value = newValue
        }
      }
    }
  }

  public let decay: Double
  private let places: [(name: String, place: Place)]
  private var average: [Tensor]
  private var steps = 0

  public init(_ module: some Module, decay: Double = 0.999) {
    self.decay = decay
    var seen = Set<ObjectIdentifier>()
    places = module.states.compactMap { name, state in
      switch state {
      case .parameter(let parameter) where seen.insert(ObjectIdentifier(parameter)).inserted:
        (name, .parameter(parameter))
      case .buffer(let buffer) where seen.insert(ObjectIdentifier(buffer)).inserted:
        (name, .buffer(buffer))
      default: nil
      }
    }
    average = places.map(\.place.value)
  }

  /// Takes in the present weights; call it after each step of the optimiser.
  public mutating func update() {
    steps += 1
    let share = Float(1 - min(decay, Double(1 + steps) / Double(10 + steps)))
    for (index, (_, place)) in places.enumerated() {
      place.value.withUnsafeBufferPointer { values in
        average[index].withUnsafeMutableBufferPointer { average in
          guard let from = values.baseAddress, let to = average.baseAddress else { return }
          parallelChunks(values.count) { r in
            orrery_move_towards(
              Int64(r.count), from + r.lowerBound, to + r.lowerBound, share)
          }
        }
      }
    }
  }

  /// Exchanges the weights of the model and the average: once to validate, once more to go on.
  public mutating func swap() {
    for (index, (_, place)) in places.enumerated() {
      let value = place.value
      place.value = average[index]
      average[index] = value
    }
  }

  /// The average, for checkpoints.
  public func state() -> StateDictionary {
    var result: StateDictionary = ["steps": StateTensor(integers: [Int64(steps)], shape: [])]
    for ((name, _), tensor) in zip(places, average) {
      result["average.\(name)"] = StateTensor(tensor.scalars, shape: tensor.shape)
    }
    return result
  }

  /// Goes on where `state()` was taken.
  /// - Throws: `DataError.mismatch` before anything is changed.
  public mutating func load(_ state: StateDictionary) throws {
    let average = try places.map { name, place -> Tensor in
      guard let tensor = state["average.\(name)"], let floats = tensor.floats,
        tensor.shape == place.value.shape
      else { throw DataError(.mismatch, "no average of \(name)") }
      return Tensor(floats, shape: tensor.shape)
    }
    guard let steps = state["steps"]?.integers?.first, state.count == average.count + 1 else {
      throw DataError(.mismatch, "the average of the weights is not this model's")
    }
    self.average = average
    self.steps = Int(steps)
  }
}
