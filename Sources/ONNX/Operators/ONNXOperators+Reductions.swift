import OrreryKit

extension ONNXOperators {
  static let reductions: [String: Operation] = [
    "ReduceSum": reduced(0) { $0.sum(over: $1, keepingDimensions: true) },
    "ReduceMean": reduced(nil) { $0.mean(over: $1, keepingDimensions: true) },
    "ReduceMax": reduced(nil) { $0.max(over: $1, keepingDimensions: true) },
    "ReduceMin": reduced(nil) { $0.min(over: $1, keepingDimensions: true) },
    "ReduceL1": reduced(0) { $0.abs().sum(over: $1, keepingDimensions: true) },
    "ReduceL2": reduced(0) { $0.square().sum(over: $1, keepingDimensions: true).sqrt() },
    "ReduceSumSquare": reduced(0) { $0.square().sum(over: $1, keepingDimensions: true) },
    "ReduceLogSumExp": reduced(nil) { $0.logSumExp(over: $1, keepingDimensions: true) },
    "ReduceProd": { call in
      // Of shapes: how many elements there are.
      guard case .integers(let values, let shape) = try call.value(0), shape.count == 1 else {
        throw call.failure("a product of numbers that are no shape", .unsupported)
      }
      let product = values.reduce(Int64(1)) { $0.multipliedReportingOverflow(by: $1).partialValue }
      return [
        .integers([product], shape: try call.integer("keepdims", 1) != 0 ? [1] : [])
      ]
    },
    "ArgMax": { [try place($0) { $0.argmax(axis: $1) }] },
    "ArgMin": { [try place($0) { $0.argmin(axis: $1) }] },
  ]

  /// - Parameter empty: the result over nothing; `nil` where there is none.
  private static func reduced(
    _ empty: Float?, _ body: @escaping @Sendable (Tensor, [Int]) -> Tensor
  ) -> Operation {
    { call in
      let x = try call.tensor(0)
      var axes = try call.integers(named: "axes") ?? []
      if call.optional(1) != nil { axes = try call.integers(1) }
      if axes.isEmpty {
        if try call.integer("noop_with_empty_axes", 0) != 0 { return [.floats(x)] }
        axes = Array(0..<x.rank)
      }
      axes = try call.axes(axes, rank: x.rank)
      guard empty != nil || !axes.contains(where: { x.shape[$0] == 0 }) else {
        throw call.failure("nothing to reduce in \(x.shape)")
      }
      let result = axes.isEmpty ? x : body(x, axes)
      if try call.integer("keepdims", 1) != 0 { return [.floats(result)] }
      let shape = x.shape.indices.filter { !axes.contains($0) }.map { x.shape[$0] }
      return [.floats(result.reshaped(shape))]
    }
  }

  private static func place(
    _ call: ONNXCall, _ body: (Tensor, Int) -> [Int]
  ) throws -> ONNXValue {
    let x = try call.tensor(0, rank: 1...8)
    let axis = try call.axis(call.integer("axis", 0), rank: x.rank)
    guard x.shape[axis] > 0 else { throw call.failure("nothing to choose from in \(x.shape)") }
    guard try call.integer("select_last_index", 0) == 0 else {
      throw call.failure("the last of equals", .unsupported)
    }
    var shape = x.shape
    if try call.integer("keepdims", 1) != 0 { shape[axis] = 1 } else { shape.remove(at: axis) }
    return .integers(body(x, axis).map(Int64.init), shape: shape)
  }
}
