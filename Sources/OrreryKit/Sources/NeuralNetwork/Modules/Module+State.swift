extension Module {
  /// Everything that makes the model what it is, by PyTorch's names.
  public func stateDictionary() -> StateDictionary {
    StateDictionary(uniqueKeysWithValues: states.map { ($0.name, $0.state.stored) })
  }

  /// Takes the weights of a state dictionary: all, or with an error none.
  ///
  /// Float16, bfloat16 and Float64 weights are taken for Float32 ones; integers are not.
  /// - Parameter strict: whether every name of the model and of the dictionary must be matched;
  ///   otherwise the report names what was not.
  /// - Throws: `DataError.mismatch` that lists missing and unexpected names and wrong shapes
  ///   and types.
  public func load(_ state: StateDictionary, strict: Bool = true) throws -> LoadReport {
    let states = self.states
    let known = Set(states.map(\.name))
    let missing = states.map(\.name).filter { state[$0] == nil }
    let unexpected = state.keys.filter { !known.contains($0) }.sorted()
    var mismatched: [String] = []
    for (name, own) in states {
      if let tensor = state[name], let objection = own.objection(to: tensor) {
        mismatched.append("\(name) \(objection)")
      }
    }
    var reasons: [String] = []
    if strict, !missing.isEmpty { reasons.append("missing " + DataError.listing(missing)) }
    if strict, !unexpected.isEmpty {
      reasons.append("unexpected " + DataError.listing(unexpected))
    }
    if !mismatched.isEmpty { reasons.append(DataError.listing(mismatched)) }
    guard reasons.isEmpty else {
      throw DataError(
        .mismatch, "the weights are not this model's: " + reasons.joined(separator: "; "))
    }
    var nonFinite: [String: Int] = [:]
    for (name, own) in states {
      guard let tensor = state[name] else { continue }
      own.take(tensor)
      let count = tensor.nonFiniteCount
      if count > 0 { nonFinite[name] = count }
    }
    return LoadReport(missing: missing, unexpected: unexpected, nonFinite: nonFinite)
  }
}
