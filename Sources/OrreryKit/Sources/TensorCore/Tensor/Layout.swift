internal import Kernels

/// How the elements of a tensor lie in memory; nobody outside this module sees it.
@usableFromInline
enum Layout: Sendable, CaseIterable {
  /// The last axis changes fastest.
  case rowMajor
  /// `[N, C, …]` lies as `[N, …, C]`: what the kernels for images want.
  case channelsLast

  /// The axis in memory that stands for `axis` of a tensor of this rank.
  func place(of axis: Int, rank: Int) -> Int {
    switch self {
    case .rowMajor: axis
    case .channelsLast: axis == 0 ? 0 : axis == 1 ? rank - 1 : axis - 1
    }
  }

  /// A list with one value for each axis, in the order of memory.
  func ordered<Value>(_ values: [Value]) -> [Value] {
    switch self {
    case .rowMajor: values
    case .channelsLast: [values[0]] + values[2...] + [values[1]]
    }
  }
}

extension Layout {
  /// Whether elements with these distances lie one behind the other in this layout.
  func isDense(_ shape: [Int], _ strides: [Int]) -> Bool {
    let lengths = ordered(shape)
    return zip(lengths, zip(ordered(strides), Axes.strides(lengths)))
      .allSatisfy { $0 == 1 || $1.0 == $1.1 }
  }
}

extension Tensor {
  /// The memory as it lies, as a row-major tensor; a channels-last `[N, C, H, W]` is `[N, H, W, C]`.
  var asStored: Tensor { Tensor(shape: layout.ordered(shape), storage: storage) }

  /// The reverse of `asStored` for a result of this shape.
  func labelled(_ layout: Layout, _ shape: [Int]) -> Tensor {
    Tensor(shape: shape, storage: storage, layout: layout)
  }

  /// The same elements in this layout; its history is forgotten.
  func laidOut(_ wanted: Layout) -> Tensor {
    if layout == wanted { return detached }
    let (channels, area) = (shape[1], shape[2...].reduce(1, *))
    // One of a kind lies the same way either way.
    guard channels > 1, area > 1, count > 0 else {
      return Tensor(shape: shape, storage: storage, layout: wanted)
    }
    let images = shape[0]
    let (rows, columns) = wanted == .channelsLast ? (channels, area) : (area, channels)
    return Tensor(shape: shape, layout: wanted) { y in
      raw(self) { x in
        parallelChunks(images, weight: channels * area) { r in
          let at = r.lowerBound * channels * area
          orrery_transpose(Int64(r.count), Int64(rows), Int64(columns), x + at, y + at)
        }
      }
    }
  }
}
