import OrreryKit

/// Operators that change how numbers are laid out, not the numbers.
extension ONNXOperators {
  static let shapes: [String: Operation] = [
    "Reshape": { [try reshape($0)] },
    "Flatten": { call in
      let x = try call.tensor(0)
      let axis = try call.integer("axis", 1)
      let place = axis < 0 ? axis + x.rank : axis
      guard place >= 0, place <= x.rank else { throw call.failure("axis \(axis) of \(x.shape)") }
      return [
        .floats(
          x.reshaped([x.shape[..<place].reduce(1, *), x.shape[place...].reduce(1, *)]))
      ]
    },
    "Transpose": { call in
      let x = try call.tensor(0)
      let order = try call.integers(named: "perm") ?? Array((0..<x.rank).reversed())
      guard order.sorted() == Array(0..<x.rank) else {
        throw call.failure("order \(order) of \(x.shape)")
      }
      return [.floats(x.permuted(order))]
    },
    "Squeeze": { call in
      let value = try call.value(0)
      var axes = try call.integers(named: "axes") ?? []
      if call.optional(1) != nil { axes = try call.integers(1) }
      let shape = value.shape
      let places =
        axes.isEmpty
        ? shape.indices.filter { shape[$0] == 1 } : try call.axes(axes, rank: shape.count)
      guard places.allSatisfy({ shape[$0] == 1 }) else {
        throw call.failure("axes \(axes) of \(shape)")
      }
      return [
        value.reshaped(shape.indices.filter { !places.contains($0) }.map { shape[$0] })
      ]
    },
    "Unsqueeze": { call in
      let value = try call.value(0)
      var axes = try call.integers(named: "axes") ?? []
      if call.optional(1) != nil { axes = try call.integers(1) }
      guard axes.count <= 8 else { throw call.failure("\(axes.count) new axes") }
      let rank = value.shape.count + axes.count
      let places = try call.axes(axes, rank: rank)
      var rest = value.shape[...]
      return [value.reshaped((0..<rank).map { places.contains($0) ? 1 : rest.removeFirst() })]
    },
    "Concat": { [try concat($0)] },
    "Split": { call in
      let x = try call.tensor(0, rank: 1...8)
      let axis = try call.axis(call.integer("axis", 0), rank: x.rank)
      var lengths = try call.integers(named: "split") ?? []
      if call.optional(1) != nil { lengths = try call.integers(1) }
      if lengths.isEmpty {
        let count = try call.integer("num_outputs", call.node.outputs.count)
        guard count > 0, count <= 1 << 16 else { throw call.failure("\(count) parts") }
        let each = (x.shape[axis] + count - 1) / count
        lengths = (0..<count).map { max(0, min(each, x.shape[axis] - $0 * each)) }
      }
      guard lengths.allSatisfy({ $0 >= 0 }), lengths.reduce(0, +) == x.shape[axis] else {
        throw call.failure("parts \(lengths) of \(x.shape)")
      }
      return x.split(lengths, axis: axis).map { .floats($0) }
    },
    "Expand": { call in
      let x = try call.tensor(0)
      let shape = try call.broadcast(x.shape, call.checked(call.integers(1)))
      return [.floats(x.broadcast(to: shape))]
    },
    "Tile": { call in
      let x = try call.tensor(0)
      let repeats = try call.integers(1)
      guard repeats.count == x.rank, repeats.allSatisfy({ $0 >= 0 }) else {
        throw call.failure("repeats \(repeats) of \(x.shape)")
      }
      _ = try call.checked(
        zip(x.shape, repeats).map { $0.multipliedReportingOverflow(by: $1) }
          .map { $0.overflow ? -1 : $0.partialValue })
      guard x.count > 0, !repeats.contains(0) else {
        return [.floats(.zeros(zip(x.shape, repeats).map { $0 * $1 }))]
      }
      var result = x
      for (axis, count) in repeats.enumerated() where count != 1 {
        result = result.indexSelected(
          (0..<count).flatMap { _ in Array(0..<x.shape[axis]) }, axis: axis)
      }
      return [.floats(result)]
    },
    "Pad": { [.floats(try pad($0))] },
    "DepthToSpace": { call in
      let x = try call.tensor(0, rank: 4...4)
      let block = try call.integer("blocksize", 0)
      guard block > 0, block <= 1 << 12, x.shape[1] % (block * block) == 0 else {
        throw call.failure("blocks of \(block) from \(x.shape)")
      }
      let (n, c, h, w) = (x.shape[0], x.shape[1] / (block * block), x.shape[2], x.shape[3])
      let isCRD = try call.text("mode", "DCR") == "CRD"
      let y =
        isCRD
        ? x.reshaped([n, c, block, block, h, w]).permuted([0, 1, 4, 2, 5, 3])
        : x.reshaped([n, block, block, c, h, w]).permuted([0, 3, 4, 1, 5, 2])
      return [.floats(y.reshaped([n, c, h * block, w * block]))]
    },
    "SpaceToDepth": { call in
      let x = try call.tensor(0, rank: 4...4)
      let block = try call.integer("blocksize", 0)
      guard block > 0, x.shape[2] % block == 0, x.shape[3] % block == 0 else {
        throw call.failure("blocks of \(block) from \(x.shape)")
      }
      let (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2] / block, x.shape[3] / block)
      return [
        .floats(
          x.reshaped([n, c, h, block, w, block]).permuted([0, 3, 5, 1, 2, 4])
            .reshaped([n, c * block * block, h, w]))
      ]
    },
  ]

  private static func reshape(_ call: ONNXCall) throws -> ONNXValue {
    let value = try call.value(0)
    var shape = try call.integers(1)
    guard shape.count <= 8 else { throw call.failure("shape \(shape)") }
    if try call.integer("allowzero", 0) == 0 {
      for (axis, length) in shape.enumerated() where length == 0 {
        guard axis < value.shape.count else { throw call.failure("shape \(shape)") }
        shape[axis] = value.shape[axis]
      }
    }
    let count = value.shape.reduce(1, *)
    if let open = shape.firstIndex(of: -1) {
      var known = 1
      for (axis, length) in shape.enumerated() where axis != open {
        guard length >= 0, length <= ONNXCall.largest else { throw call.failure("shape \(shape)") }
        known = min(known * length, 1 << 40)
      }
      guard known > 0 || count == 0 else { throw call.failure("shape \(shape) of \(count) values") }
      shape[open] = known > 0 ? count / known : 0
    }
    guard try call.checked(shape).reduce(1, *) == count else {
      throw call.failure("\(value.shape) in shape \(shape)")
    }
    return value.reshaped(shape)
  }

  private static func concat(_ call: ONNXCall) throws -> ONNXValue {
    let values = try call.inputs.indices.map { try call.value($0) }
    guard let first = values.first, !first.shape.isEmpty else {
      throw call.failure("nothing to join")
    }
    let axis = try call.axis(call.integer("axis", 0), rank: first.shape.count)
    guard
      values.allSatisfy({ value in
        value.shape.count == first.shape.count
          && value.shape.indices.allSatisfy { $0 == axis || value.shape[$0] == first.shape[$0] }
      })
    else { throw call.failure("shapes \(values.map(\.shape))") }
    let parts = values.map { value -> [Int64]? in
      if case .integers(let part, let shape) = value, shape.count == 1 { part } else { nil }
    }
    if !parts.contains(nil) {
      let all = parts.flatMap { $0 ?? [] }
      return .integers(all, shape: [all.count])
    }
    var shape = first.shape
    shape[axis] = values.reduce(0) { $0 + $1.shape[axis] }
    _ = try call.checked(shape)
    return .floats(.concatenated(values.map(\.tensor), axis: axis))
  }

  private static func pad(_ call: ONNXCall) throws -> Tensor {
    let x = try call.tensor(0)
    let pads = try call.optional(1) != nil ? call.integers(1) : call.integers(named: "pads") ?? []
    var value = try call.float("value", 0)
    if call.optional(2) != nil { value = try call.number(2) }
    var axes = Array(0..<x.rank)
    if call.optional(3) != nil { axes = try call.axes(call.integers(3), rank: x.rank) }
    guard pads.count == 2 * axes.count else { throw call.failure("padding \(pads)") }
    var result = x
    var widths = [(before: Int, after: Int)](repeating: (0, 0), count: x.rank)
    for (place, axis) in axes.enumerated() {
      var pair = (before: pads[place], after: pads[place + axes.count])
      // Less than nothing cuts off.
      let (from, to) = (max(0, -pair.before), result.shape[axis] - max(0, -pair.after))
      guard from <= to, pair.before <= ONNXCall.largest, pair.after <= ONNXCall.largest else {
        throw call.failure("padding \(pads) of \(x.shape)")
      }
      if from > 0 || to < result.shape[axis] { result = result.sliced(axis: axis, from..<to) }
      pair = (max(0, pair.before), max(0, pair.after))
      widths[axis] = pair
    }
    _ = try call.checked(zip(result.shape, widths).map { $0 + $1.before + $1.after })
    switch try call.text("mode", "constant") {
    case "constant": return result.padded(widths, with: value)
    case "reflect":
      guard zip(result.shape, widths).allSatisfy({ max($1.before, $1.after) < max(1, $0) }) else {
        throw call.failure("a mirror image of \(pads) of \(x.shape)")
      }
      return result.padded(widths, by: .reflect)
    case "edge":
      guard zip(result.shape, widths).allSatisfy({ $0 > 0 || $1 == (0, 0) }) else {
        throw call.failure("edges of \(x.shape)")
      }
      return result.padded(widths, by: .replicate)
    case let mode: throw call.failure("padding by '\(mode)'", .unsupported)
    }
  }
}

extension ONNXValue {
  /// The same numbers in another shape of as many.
  func reshaped(_ shape: [Int]) -> ONNXValue {
    switch self {
    case .floats(let tensor): .floats(tensor.reshaped(shape))
    case .integers(let values, _): .integers(values, shape: shape)
    }
  }
}
