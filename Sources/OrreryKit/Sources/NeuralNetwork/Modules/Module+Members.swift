internal import TensorCore

extension Module {
  /// Every module inside, with its name, each before its own members.
  public var namedModules: [(name: String, module: any Module)] {
    var result: [(name: String, module: any Module)] = []
    visit { name, value in
      if let module = value as? any Module { result.append((name, module)) }
    }
    return result
  }

  /// Every leaf with its name, in the order of the properties.
  var states: [(name: String, state: ModuleState)] {
    var result: [(name: String, state: ModuleState)] = []
    var names = Set<String>()
    func add(_ name: String, _ state: ModuleState) {
      precondition(names.insert(name).inserted, "\(type(of: self)): two members named \(name)")
      result.append((name, state))
    }
    visit { name, value in
      switch value {
      case let parameter as Parameter: add(name, .parameter(parameter))
      case let buffer as Buffer: add(name, .buffer(buffer))
      case let counter as Counter: add(name, .counter(counter))
      default: break
      }
    }
    return result
  }

  /// Calls `found` with every leaf and module inside and its name.
  private func visit(_ found: (_ name: String, _ value: Any) -> Void) {
    func walk(_ name: String, _ value: Any) {
      switch value {
      case is Parameter, is Buffer, is Counter: found(name, value)
      case let module as any Module:
        found(name, module)
        for member in module.members { walk(name + "." + member.name, member.value) }
      case let values as [String: Any]:
        for (key, value) in values.sorted(by: { $0.key < $1.key }) { walk(name + "." + key, value) }
      default:
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
          if let some = mirror.children.first { walk(name, some.value) }
        case .collection:
          // Long arrays of numbers are not worth a look at each element.
          guard let first = mirror.children.first, Self.mayHoldState(first.value) else { return }
          for (place, child) in mirror.children.enumerated() {
            walk("\(name).\(place)", child.value)
          }
        default: break
        }
      }
    }
    for member in members { walk(member.name, member.value) }
  }

  private static func mayHoldState(_ value: Any) -> Bool {
    if value is Parameter || value is Buffer || value is Counter || value is any Module {
      return true
    }
    let style = Mirror(reflecting: value).displayStyle
    return style == .optional || style == .collection || style == .dictionary
  }
}
