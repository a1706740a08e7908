import OrreryKit

extension ONNXOperators {
  static let convolutions: [String: Operation] = [
    "Conv": { [.floats(try conv($0))] },
    "ConvTranspose": { [.floats(try convTranspose($0))] },
  ]

  /// A window over the axes behind the channels: one or two of them.
  struct Window {
    var kernel: [Int]
    var strides: [Int]
    var dilations: [Int]
    /// Before and after, of each axis.
    var pads: [(before: Int, after: Int)]

    /// - Parameter size: of the axes that it moves over.
    init(_ call: ONNXCall, kernel: [Int], size: [Int]) throws {
      let axes = size.count
      self.kernel = kernel
      strides = try call.integers(named: "strides") ?? [Int](repeating: 1, count: axes)
      dilations = try call.integers(named: "dilations") ?? [Int](repeating: 1, count: axes)
      let sides = (1...1 << 16)
      guard kernel.count == axes, strides.count == axes, dilations.count == axes,
        (kernel + strides + dilations).allSatisfy(sides.contains)
      else { throw call.failure("a window of kernel \(kernel), strides \(strides)") }
      let way = try call.text("auto_pad", "NOTSET")
      switch way {
      case "NOTSET", "":
        let given = try call.integers(named: "pads") ?? [Int](repeating: 0, count: 2 * axes)
        guard given.count == 2 * axes, given.allSatisfy({ $0 >= 0 && $0 <= 1 << 16 }) else {
          throw call.failure("padding \(given)")
        }
        pads = (0..<axes).map { (given[$0], given[$0 + axes]) }
      case "VALID": pads = [(before: Int, after: Int)](repeating: (0, 0), count: axes)
      case "SAME_UPPER", "SAME_LOWER":
        pads = []
        for axis in 0..<axes {
          let reach = dilations[axis] * (kernel[axis] - 1) + 1
          let steps = (size[axis] + strides[axis] - 1) / strides[axis]
          let all = max(0, (steps - 1) * strides[axis] + reach - size[axis])
          let less = all / 2
          pads.append(way == "SAME_UPPER" ? (less, all - less) : (all - less, less))
        }
      default: throw call.failure("padding '\(way)'", .unsupported)
      }
    }

    /// - Throws: where it does not fit once.
    func check(_ call: ONNXCall, size: [Int]) throws {
      for axis in kernel.indices {
        let room = size[axis] + pads[axis].before + pads[axis].after
        guard dilations[axis] * (kernel[axis] - 1) + 1 <= room else {
          throw call.failure("a window of \(kernel) does not fit into \(size)")
        }
      }
    }

    /// Padding in front of each axis where it is the same behind it.
    var symmetric: [Int]? {
      pads.allSatisfy { $0.before == $0.after } ? pads.map(\.before) : nil
    }

    /// For `Tensor.padded`, batch and channels untouched.
    var widths: [(before: Int, after: Int)] { [(0, 0), (0, 0)] + pads }
  }

  private static func conv(_ call: ONNXCall) throws -> Tensor {
    var x = try call.tensor(0, rank: 3...4)
    let weight = try call.tensor(1, rank: x.rank...x.rank)
    let bias = call.optional(2)?.tensor
    let groups = try call.integer("group", 1)
    guard groups > 0, weight.shape[0] > 0, weight.shape[0] % groups == 0,
      x.shape[1] == weight.shape[1] * groups, x.shape[1] > 0,
      bias.map({ $0.shape == [weight.shape[0]] }) ?? true
    else { throw call.failure("input \(x.shape), weights \(weight.shape), \(groups) groups") }
    let size = Array(x.shape[2...])
    let window = try Window(call, kernel: Array(weight.shape[2...]), size: size)
    try window.check(call, size: size)
    let outputs = window.kernel.indices.map { axis in
      (size[axis] + window.pads[axis].before + window.pads[axis].after
        - window.dilations[axis] * (window.kernel[axis] - 1) - 1) / window.strides[axis] + 1
    }
    _ = try call.checked([x.shape[0], weight.shape[0]] + outputs)
    var padding = window.symmetric
    if padding == nil {
      x = x.padded(window.widths)
      padding = [0, 0]
    }
    let (s, p, d) = (window.strides, padding ?? [0, 0], window.dilations)
    if x.rank == 3 {
      return x.conv1d(
        weight, bias: bias, stride: s[0], padding: p[0], dilation: d[0], groups: groups)
    }
    return x.conv2d(
      weight, bias: bias, stride: Size2d(s[0], s[1]), padding: Size2d(p[0], p[1]),
      dilation: Size2d(d[0], d[1]), groups: groups)
  }

  private static func convTranspose(_ call: ONNXCall) throws -> Tensor {
    var x = try call.tensor(0, rank: 3...4)
    var weight = try call.tensor(1, rank: x.rank...x.rank)
    let isRow = x.rank == 3
    let bias = call.optional(2)?.tensor
    let groups = try call.integer("group", 1)
    guard groups > 0, x.shape[1] > 0, x.shape[1] % groups == 0, weight.shape[0] == x.shape[1],
      weight.shape[1] > 0, bias.map({ $0.shape == [weight.shape[1] * groups] }) ?? true
    else { throw call.failure("input \(x.shape), weights \(weight.shape), \(groups) groups") }
    let window = try Window(
      call, kernel: Array(weight.shape[2...]), size: Array(x.shape[2...]))
    let more = try call.integers(named: "output_padding") ?? window.kernel.map { _ in 0 }
    guard call.node.attributes["output_shape"] == nil,
      try ["NOTSET", "", "VALID"].contains(call.text("auto_pad", "NOTSET"))
    else { throw call.failure("a given output shape", .unsupported) }
    guard more.count == window.kernel.count, more.allSatisfy({ $0 >= 0 }),
      zip(more, window.strides).allSatisfy({ $0 < $1 })
    else { throw call.failure("output padding \(more)") }
    // The whole plane first: what padding takes away may differ before and behind.
    let whole = window.kernel.indices.map { axis in
      (x.shape[2 + axis] - 1) * window.strides[axis]
        + window.dilations[axis] * (window.kernel[axis] - 1) + 1 + more[axis]
    }
    for axis in window.kernel.indices {
      guard x.shape[2 + axis] > 0, whole[axis] > window.pads[axis].before + window.pads[axis].after
      else { throw call.failure("padding \(window.pads) takes all of \(whole)") }
    }
    _ = try call.checked([x.shape[0], weight.shape[1] * groups] + whole)
    func pair(_ values: [Int], _ other: Int) -> Size2d {
      isRow ? Size2d(other, values[0]) : Size2d(values[0], values[1])
    }
    if isRow {
      x = x.inserted(axis: 2)
      weight = weight.inserted(axis: 2)
    }
    var y = x.convTranspose2d(
      weight, bias: bias, stride: pair(window.strides, 1), padding: 0,
      outputPadding: pair(more, 0), dilation: pair(window.dilations, 1), groups: groups)
    if isRow { y = y.reshaped([y.shape[0], y.shape[1], y.shape[3]]) }
    for (axis, pad) in window.pads.enumerated() where pad != (0, 0) {
      y = y.sliced(axis: 2 + axis, pad.before..<y.shape[2 + axis] - pad.after)
    }
    return y
  }
}
