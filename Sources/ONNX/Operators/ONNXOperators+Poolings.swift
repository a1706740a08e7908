import OrreryKit

extension ONNXOperators {
  static let poolings: [String: Operation] = [
    "MaxPool": { [.floats(try pooled($0, isMaximum: true))] },
    "AveragePool": { [.floats(try pooled($0, isMaximum: false))] },
    "GlobalMaxPool": { call in
      let x = try planes(call)
      return [.floats(x.max(over: Array(2..<x.rank), keepingDimensions: true))]
    },
    "GlobalAveragePool": { call in
      let x = try planes(call)
      return [.floats(x.mean(over: Array(2..<x.rank), keepingDimensions: true))]
    },
  ]

  /// `[N, C, …]` with something in each plane.
  private static func planes(_ call: ONNXCall) throws -> Tensor {
    let x = try call.tensor(0, rank: 3...5)
    guard !x.shape[2...].contains(0) else { throw call.failure("planes of \(x.shape)") }
    return x
  }

  private static func pooled(_ call: ONNXCall, isMaximum: Bool) throws -> Tensor {
    var x = try call.tensor(0, rank: 3...4)
    let size = Array(x.shape[2...])
    guard let kernel = try call.integers(named: "kernel_shape") else {
      throw call.failure("kernel_shape is absent")
    }
    var window = try Window(call, kernel: kernel, size: size)
    try window.check(call, size: size)
    let given = window.pads
    if try call.integer("ceil_mode", 0) != 0 {
      for axis in kernel.indices {
        let reach = window.dilations[axis] * (kernel[axis] - 1) + 1
        let room = size[axis] + given[axis].before + given[axis].after - reach
        let stride = window.strides[axis]
        // A window that begins behind the data and the padding before them does not count.
        let steps = (room + stride - 1) / stride
        if room % stride != 0, steps * stride < size[axis] + given[axis].before {
          window.pads[axis].after += steps * stride - room
        }
      }
    }
    let isPadded = window.pads.contains { $0.before > 0 || $0.after > 0 }
    _ = try call.checked(
      [x.shape[0], x.shape[1]]
        + kernel.indices.map { size[$0] + window.pads[$0].before + window.pads[$0].after })
    func pool(_ x: Tensor) -> Tensor {
      let isRow = x.rank == 3
      let planes = isRow ? x.inserted(axis: 2) : x
      func pair(_ values: [Int]) -> Size2d {
        isRow ? Size2d(1, values[0]) : Size2d(values[0], values[1])
      }
      let y =
        isMaximum
        ? planes.maxPool2d(
          pair(kernel), stride: pair(window.strides), dilation: pair(window.dilations))
        : planes.averagePool2d(pair(kernel), stride: pair(window.strides))
      return isRow ? y.reshaped([y.shape[0], y.shape[1], y.shape[3]]) : y
    }
    if isMaximum {
      if isPadded { x = x.padded(window.widths, with: -.infinity) }
      return pool(x)
    }
    guard window.dilations.allSatisfy({ $0 == 1 }) else {
      throw call.failure("an average with gaps", .unsupported)
    }
    guard isPadded else { return pool(x) }
    // What counts: the data, and the given padding where that is asked for.
    let counts = try call.integer("count_include_pad", 0) != 0
    var ones = Tensor.ones([1, 1] + size)
    if counts { ones = ones.padded([(0, 0), (0, 0)] + given, with: 1) }
    let rest = zip(window.pads, given).map { all, own in
      counts ? (before: 0, after: all.after - own.after) : all
    }
    ones = ones.padded([(0, 0), (0, 0)] + rest)
    return pool(x.padded(window.widths)) / pool(ones)
  }
}
