import OrreryKit

/// What flows through a graph: numbers to compute with, or whole numbers that say shapes and places.
///
/// Truth values are numbers 0 and 1.
enum ONNXValue: Sendable {
  case floats(Tensor)
  case integers([Int64], shape: [Int])

  init(_ tensor: ONNXTensor) {
    switch tensor.values {
    case .floats(let values): self = .floats(Tensor(values, shape: tensor.shape))
    case .integers(let values): self = .integers(values, shape: tensor.shape)
    }
  }

  var shape: [Int] {
    switch self {
    case .floats(let tensor): tensor.shape
    case .integers(_, let shape): shape
    }
  }

  /// As numbers to compute with.
  var tensor: Tensor {
    switch self {
    case .floats(let tensor): tensor
    case .integers(let values, let shape): Tensor(values.map { Float($0) }, shape: shape)
    }
  }
}
