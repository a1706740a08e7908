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
    if case .buffer(let buffer) = self, buffer.isResizable {
      return tensor.type.isFloatingPoint
        ? nil : "has type \(tensor.type.rawValue), the model \(own.type.rawValue)"
    }
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
