import OrreryKit

/// What each kind of node does.
enum ONNXOperators {
  typealias Operation = @Sendable (ONNXCall) throws -> [ONNXValue]

  /// By the operator (`ONNXNode.key`).
  static let all: [String: Operation] = {
    var all: [String: Operation] = [:]
    for family in [
      convolutions, normalisations, poolings, activations, arithmetic, comparisons, reductions,
      shapes, places, products, recurrences, resizings, trees,
    ] {
      all.merge(family) { first, _ in first }
    }
    return all
  }()

  /// An operator of one input and one output.
  static func unary(_ body: @escaping @Sendable (Tensor) -> Tensor) -> Operation {
    { [.floats(body(try $0.tensor(0)))] }
  }

  /// A function that tensors do not have, number by number.
  static func mapped(_ tensor: Tensor, _ body: (Float) -> Float) -> Tensor {
    Tensor(tensor.scalars.map(body), shape: tensor.shape)
  }

  /// The same of two tensors that go together.
  static func mapped(
    _ a: Tensor, _ b: Tensor, _ call: ONNXCall, _ body: (Float, Float) -> Float
  ) throws -> Tensor {
    let shape = try call.broadcast(a.shape, b.shape)
    let (x, y) = (a.broadcast(to: shape).scalars, b.broadcast(to: shape).scalars)
    return Tensor(zip(x, y).map(body), shape: shape)
  }
}
