internal import TensorCore

/// A leaf of a model: something that its state dictionary holds.
enum ModuleState {
  case parameter(Parameter)
  case buffer(Buffer)
  case counter(Counter)

  var stored: StateTensor {
    switch self {
    case .parameter(let parameter):
      StateTensor(parameter.value.scalars, shape: parameter.value.shape)
    case .buffer(let buffer): StateTensor(buffer.value.scalars, shape: buffer.value.shape)
    case .counter(let counter): StateTensor(integers: [Int64(counter.value)], shape: [])
    }
  }

  /// Why a stored tensor cannot be taken; `nil` where it can.
  func objection(to tensor: StateTensor) -> String? {
    let own: StateTensor = stored
    if tensor.shape != own.shape { return "has shape \(tensor.shape), the model \(own.shape)" }
    if tensor.type.isFloatingPoint != own.type.isFloatingPoint {
      return "has type \(tensor.type.rawValue), the model \(own.type.rawValue)"
    }
    return nil
  }

  /// Takes a tensor without objection.
  func take(_ tensor: StateTensor) {
    switch (self, tensor.values) {
    case (.parameter(let parameter), .floats(let floats)):
      parameter.value = Tensor(floats, shape: tensor.shape)
    case (.buffer(let buffer), .floats(let floats)):
      buffer.value = Tensor(floats, shape: tensor.shape)
    case (.counter(let counter), .integers(let integers)):
      counter.value = Int(integers[0])
    default: preconditionFailure("ModuleState.take: the types were not checked")
    }
  }
}

extension Module {
  /// Every leaf with its name, in the order of the properties.
  var states: [(name: String, state: ModuleState)] {
    var result: [(name: String, state: ModuleState)] = []
    var names = Set<String>()
    func add(_ name: String, _ state: ModuleState) {
      precondition(names.insert(name).inserted, "\(type(of: self)): two members named \(name)")
      result.append((name, state))
    }
    func walk(_ name: String, _ value: Any) {
      switch value {
      case let parameter as Parameter: add(name, .parameter(parameter))
      case let buffer as Buffer: add(name, .buffer(buffer))
      case let counter as Counter: add(name, .counter(counter))
      case let module as any Module:
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
    return result
  }

  private static func mayHoldState(_ value: Any) -> Bool {
    if value is Parameter || value is Buffer || value is Counter || value is any Module {
      return true
    }
    let style = Mirror(reflecting: value).displayStyle
    return style == .optional || style == .collection || style == .dictionary
  }
}
