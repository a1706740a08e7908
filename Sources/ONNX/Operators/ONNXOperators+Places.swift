import OrreryKit

/// Operators that take numbers by their places, and those that make shapes and constants.
extension ONNXOperators {
  static let places: [String: Operation] = [
    "Slice": { [try slice($0)] },
    "Gather": { [try gather($0)] },
    "TopK": { try highest($0) },
    "Shape": { call in
      let shape = try call.value(0).shape
      func bound(_ value: Int) -> Int {
        max(0, min(shape.count, value < 0 ? value + shape.count : value))
      }
      let (from, to) = (
        bound(try call.integer("start", 0)), bound(try call.integer("end", shape.count))
      )
      let part = from < to ? shape[from..<to].map(Int64.init) : []
      return [.integers(part, shape: [part.count])]
    },
    "Size": { [.integers([Int64(try $0.value(0).shape.reduce(1, *))], shape: [])] },
    "Constant": { call in
      for (name, attribute) in call.node.attributes {
        switch (name, attribute) {
        case ("value", .tensor(let tensor)): return [ONNXValue(tensor)]
        case ("value_float", .float(let value)): return [.floats(Tensor(value))]
        case ("value_int", .integer(let value)): return [.integers([value], shape: [])]
        case ("value_ints", .integers(let values)):
          return [.integers(values, shape: [values.count])]
        case ("value_floats", .floats(let values)):
          return [.floats(Tensor(values, shape: [values.count]))]
        default: continue
        }
      }
      throw call.failure("a constant of no number", .unsupported)
    },
    "ConstantOfShape": { call in
      let shape = try call.checked(call.integers(0))
      guard case .tensor(let tensor)? = call.node.attributes["value"] else {
        return [.floats(.zeros(shape))]
      }
      switch tensor.values {
      case .floats(let values) where values.count == 1: return [.floats(.full(shape, values[0]))]
      case .integers(let values) where values.count == 1:
        guard shape.reduce(1, *) <= 1 << 24 else {
          throw call.failure("whole numbers of shape \(shape)", .tooLarge)
        }
        return [
          .integers([Int64](repeating: values[0], count: shape.reduce(1, *)), shape: shape)
        ]
      default: throw call.failure("'value' must be one number")
      }
    },
    "Range": { call in
      guard case .integers = try call.value(0) else {
        throw call.failure("a range of numbers that are not whole", .unsupported)
      }
      let bounds = try (0..<3).map { try call.integers($0) }
      guard bounds.allSatisfy({ $0.count == 1 }), bounds[2][0] != 0 else {
        throw call.failure("a range of \(bounds)")
      }
      let (from, to, step) = (bounds[0][0], bounds[1][0], bounds[2][0])
      let count = max(0, (to - from + step - step.signum()) / step)
      guard count <= 1 << 24 else { throw call.failure("\(count) whole numbers", .tooLarge) }
      return [.integers((0..<count).map { Int64(from + $0 * step) }, shape: [count])]
    },
  ]

  private static func slice(_ call: ONNXCall) throws -> ONNXValue {
    let value = try call.value(0)
    let shape = value.shape
    let starts: [Int]
    let ends: [Int]
    var axes: [Int]
    var steps: [Int]
    if call.version < 10 {
      starts = try call.integers(named: "starts") ?? []
      ends = try call.integers(named: "ends") ?? []
      axes = try call.integers(named: "axes") ?? Array(starts.indices)
      steps = starts.map { _ in 1 }
    } else {
      starts = try call.integers(1)
      ends = try call.integers(2)
      axes = try call.optional(3) != nil ? call.integers(3) : Array(starts.indices)
      steps = try call.optional(4) != nil ? call.integers(4) : starts.map { _ in 1 }
    }
    axes = try call.axes(axes, rank: shape.count)
    guard starts.count == axes.count, ends.count == axes.count, steps.count == axes.count,
      steps.allSatisfy({ $0 != 0 })
    else { throw call.failure("starts \(starts), ends \(ends), steps \(steps)") }
    var result = value
    for (place, axis) in axes.enumerated() {
      let (length, step) = (shape[axis], steps[place])
      func bound(_ value: Int, _ low: Int, _ high: Int) -> Int {
        max(low, min(high, value < 0 ? value + length : value))
      }
      let indices: [Int]
      if step > 0 {
        indices = Array(
          stride(from: bound(starts[place], 0, length), to: bound(ends[place], 0, length), by: step)
        )
      } else {
        indices = Array(
          stride(
            from: bound(starts[place], -1, length - 1),
            to: ends[place] <= -(1 << 40) ? -1 : bound(ends[place], -1, length - 1), by: step))
      }
      result = result.selected(indices, axis: axis)
    }
    return result
  }

  /// The highest or lowest along an axis, in order, and their places; of equals the first.
  private static func highest(_ call: ONNXCall) throws -> [ONNXValue] {
    let x = try call.tensor(0, rank: 1...8)
    let axis = try call.axis(call.integer("axis", -1), rank: x.rank)
    let length = x.shape[axis]
    let wanted = try call.version < 10 ? call.integer("k", 0) : call.integers(1).first ?? 0
    guard (0...length).contains(wanted) else { throw call.failure("\(wanted) of \(length)") }
    let isLargest = try call.integer("largest", 1) != 0
    // The axis last: what is not a number comes last.
    let order = (0..<x.rank).filter { $0 != axis } + [axis]
    let numbers = x.permuted(order).scalars.map { $0.isNaN ? -.infinity : isLargest ? $0 : -$0 }
    var places: [Int64] = []
    for start in stride(from: 0, to: numbers.count, by: max(1, length)) {
      let own = (0..<length).sorted {
        let (a, b) = (numbers[start + $0], numbers[start + $1])
        return a > b || (a == b && $0 < $1)
      }
      places += own.prefix(wanted).map(Int64.init)
    }
    let values = x.permuted(order).scalars
    let found = places.indices.map { values[$0 / max(1, wanted) * length + Int(places[$0])] }
    let shape = order.map { $0 == axis ? wanted : x.shape[$0] }
    let back = (0..<x.rank).map { order.firstIndex(of: $0) ?? 0 }
    let chosen = Tensor(found, shape: shape).permuted(back)
    let indices = Tensor(places.map { Float($0) }, shape: shape).permuted(back)
    return [
      .floats(chosen), .integers(indices.scalars.map { Int64($0) }, shape: indices.shape),
    ]
  }

  private static func gather(_ call: ONNXCall) throws -> ONNXValue {
    let value = try call.value(0)
    let places = try call.value(1)
    guard !value.shape.isEmpty else { throw call.failure("a single number has no places") }
    let axis = try call.axis(call.integer("axis", 0), rank: value.shape.count)
    let length = value.shape[axis]
    let indices = try call.integers(1).map { index -> Int in
      let place = index < 0 ? index + length : index
      guard place >= 0, place < length else { throw call.failure("place \(index) of \(length)") }
      return place
    }
    let shape =
      value.shape[..<axis] + places.shape + value.shape[(axis + 1)...]
    return value.selected(indices, axis: axis).reshaped(try call.checked(Array(shape)))
  }
}

extension ONNXValue {
  /// The entries at these places along an axis; the places are checked.
  fileprivate func selected(_ indices: [Int], axis: Int) -> ONNXValue {
    switch self {
    case .floats(let tensor):
      if let first = indices.first, indices == Array(first..<first + indices.count) {
        return .floats(tensor.sliced(axis: axis, first..<first + indices.count))
      }
      return .floats(tensor.indexSelected(indices, axis: axis))
    case .integers(let values, let shape):
      let inner = shape[(axis + 1)...].reduce(1, *)
      let outer = shape[..<axis].reduce(1, *)
      var result: [Int64] = []
      for block in 0..<outer {
        for index in indices {
          let start = (block * shape[axis] + index) * inner
          result += values[start..<start + inner]
        }
      }
      var length = shape
      length[axis] = indices.count
      return .integers(result, shape: length)
    }
  }
}
