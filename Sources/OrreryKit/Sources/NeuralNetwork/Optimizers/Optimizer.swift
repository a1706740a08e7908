internal import Kernels
internal import TensorCore

/// Changes parameters by their gradients.
public protocol Optimizer: Sendable {
  var groups: [ParameterGroup] { get set }
  /// What the schedule multiplies every learning rate with.
  var rateFactor: Double { get set }
  /// One step. Frozen parameters and those without a gradient stay as they are.
  mutating func step()
  /// All memory of earlier steps, by the parameters' names and PyTorch's: `fc.weight.exp_avg`.
  func state() -> StateDictionary
  /// Goes on exactly where `state()` was taken.
  /// - Throws: `DataError.mismatch` before anything is changed.
  mutating func load(_ state: StateDictionary) throws
}

extension Optimizer {
  /// All parameters, group after group.
  public var parameters: [NamedParameter] { groups.flatMap(\.parameters) }

  /// Forgets the gradients.
  public func zeroGradients() {
    for named in parameters { named.parameter.gradient = nil }
  }

  /// Length of all gradients together; scales them down where it exceeds `limit`, as
  /// `clip_grad_norm_` does: by limit / (norm + 1e-6).
  ///
  /// Squares are summed in double, in a fixed order.
  @discardableResult
  public func clipGradients(toNorm limit: Double = .infinity) -> Double {
    var sum = 0.0
    for named in parameters where named.parameter.isTrainable {
      named.parameter.gradient?.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress else { return }
        sum += parallelSum(named.parameter.value.count) { r in
          orrery_squared_norm(Int64(r.count), values + r.lowerBound)
        }
      }
    }
    let norm = sum.squareRoot()
    let factor = Float(limit / (norm + 1e-6))
    if factor < 1 { scaleGradients(by: factor) }
    return norm
  }

  /// Limits every element of the gradients to `-limit...limit`; NaN stays.
  public func clipGradients(toValue limit: Double) {
    precondition(limit > 0, "clipGradients: limit \(limit)")
    changeGradients { orrery_clip_in_place($0, $1, Float(limit)) }
  }

  /// Multiplies all gradients.
  func scaleGradients(by factor: Float) {
    changeGradients { orrery_scale_in_place($0, $1, factor) }
  }

  private func changeGradients(_ change: (Int64, UnsafeMutablePointer<Float>) -> Void) {
    for named in parameters where named.parameter.isTrainable {
      named.parameter.gradient?.withUnsafeMutableBufferPointer { values in
        guard let start = values.baseAddress else { return }
        parallelChunks(values.count) { change(Int64($0.count), start + $0.lowerBound) }
      }
    }
  }

  /// Changes the value of every parameter that has a gradient and is not frozen.
  /// - Parameter change: gets the parameter's place among all, its group, how many numbers it has,
  ///   its values to change and its gradient.
  func updateParameters(
    _ change: (
      _ place: Int, _ group: ParameterGroup, _ count: Int, _ values: UnsafeMutablePointer<Float>,
      _ gradient: UnsafePointer<Float>
    ) -> Void
  ) {
    var place = 0
    for group in groups {
      for named in group.parameters {
        defer { place += 1 }
        let parameter = named.parameter
        guard parameter.isTrainable, let gradient = parameter.gradient else { continue }
        precondition(
          gradient.shape == parameter.value.shape,
          "Optimizer: gradient \(gradient.shape) for \(named.name) \(parameter.value.shape)")
        parameter.value.withUnsafeMutableBufferPointer { values in
          gradient.withUnsafeBufferPointer { gradient in
            guard let start = values.baseAddress, let slope = gradient.baseAddress else { return }
            change(place, group, values.count, start, slope)
          }
        }
      }
    }
  }

  /// Memory of one parameter to change; zeros at first.
  func changeMemory(
    _ memory: inout [Float], _ count: Int, _ change: (UnsafeMutablePointer<Float>) -> Void
  ) {
    if memory.isEmpty { memory = [Float](repeating: 0, count: count) }
    memory.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { change(start) } }
  }

  static func checkNames(_ groups: [ParameterGroup]) {
    let names = groups.flatMap { $0.parameters.map(\.name) }
    precondition(Set(names).count == names.count, "\(Self.self): a name is in two groups")
  }

  /// Memory of each parameter that has some, as `name.key`.
  func stored(_ memory: [[Float]], as key: String) -> StateDictionary {
    var result = StateDictionary()
    for (named, values) in zip(parameters, memory) where !values.isEmpty {
      result["\(named.name).\(key)"] = StateTensor(values, shape: named.parameter.value.shape)
    }
    return result
  }

  /// The memory that `stored` made: empty for parameters without.
  func restored(_ state: StateDictionary, _ key: String) throws -> [[Float]] {
    try parameters.map { named in
      guard let tensor = state["\(named.name).\(key)"] else { return [] }
      guard let floats = tensor.floats, tensor.shape == named.parameter.value.shape else {
        throw DataError(
          .mismatch,
          "the optimiser's \(named.name).\(key) has shape \(tensor.shape), "
            + "the model \(named.parameter.value.shape)")
      }
      return floats
    }
  }

  /// - Throws: `DataError.mismatch` where a name is none of this optimiser's.
  func checkNames(of state: StateDictionary, keys: [String]) throws {
    let known = Set(parameters.flatMap { named in keys.map { "\(named.name).\($0)" } })
    let unexpected = state.keys.filter { !known.contains($0) }.sorted()
    guard unexpected.isEmpty else {
      throw DataError(
        .mismatch,
        "the optimiser has no memory named " + DataError.listing(unexpected))
    }
  }
}
