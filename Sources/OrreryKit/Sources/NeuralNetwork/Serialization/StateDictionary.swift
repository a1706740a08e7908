/// Tensors by name: the weights of a model, the memory of an optimiser.
public typealias StateDictionary = [String: StateTensor]

extension StateDictionary {
  /// The same tensors under `prefix.name`.
  public func prefixed(by prefix: String) -> StateDictionary {
    StateDictionary(uniqueKeysWithValues: map { (prefix + "." + $0.key, $0.value) })
  }

  /// The tensors whose name starts with `prefix.`, without it.
  public func under(_ prefix: String) -> StateDictionary {
    var result = StateDictionary()
    for (name, tensor) in self where name.hasPrefix(prefix + ".") {
      result[String(name.dropFirst(prefix.count + 1))] = tensor
    }
    return result
  }
}
