internal import Kernels

extension Tensor {
  /// The same elements in another shape; one length may be -1 and is worked out. No copy.
  /// - Precondition: the number of elements fits.
  public func reshaped(_ newShape: [Int]) -> Tensor {
    var target = newShape
    if let open = newShape.firstIndex(of: -1) {
      let known = newShape.reduce(1) { $1 == -1 ? $0 : $0 * $1 }
      precondition(known > 0, "reshaped: -1 is open in \(newShape) for shape \(shape)")
      target[open] = count / known
    }
    precondition(
      target.allSatisfy { $0 >= 0 } && target.reduce(1, *) == count,
      "reshaped: shape \(shape) to \(newShape)")
    return .recorded(linear: self) { x in
      // Pixels may be regrouped as they lie.
      let keepsLayout =
        x.layout == .channelsLast && target.count > 2 && target[0] == x.shape[0]
        && target[1] == x.shape[1]
      let x = keepsLayout ? x : x.laidOut(.rowMajor)
      let shape = x.shape
      return (x.labelled(x.layout, target), { $0.reshaped(shape) })
    }
  }

  /// Joins the axes from `axis` on into one: `[N, C, H, W]` to `[N, C H W]` for 1.
  public func flattened(from axis: Int = 0) -> Tensor {
    let axis = Axes.index(axis, rank: Swift.max(rank, 1), "flattened")
    return reshaped(shape[..<axis] + [shape[axis...].reduce(1, *)])
  }

  /// A new axis of length 1 in front of axis `axis`. No copy.
  public func inserted(axis: Int) -> Tensor {
    precondition(axis >= 0 && axis <= rank, "inserted: axis \(axis) for shape \(shape)")
    return reshaped(shape[..<axis] + [1] + shape[axis...])
  }

  /// The axes in another order: axis i of the result is axis `order[i]` of this.
  ///
  /// Copies, but where images `[N, C, …]` from layers for images become `[N, …, C]` or the reverse.
  /// - Precondition: `order` holds each axis once.
  public func permuted(_ order: [Int]) -> Tensor {
    precondition(
      order.sorted() == Array(0..<rank), "permuted: order \(order) for shape \(shape)")
    return .recorded(linear: self) { x in
      let stored = x.asStored
      let dense = Axes.strides(stored.shape)
      let shape = order.map { x.shape[$0] }
      let strides = order.map { dense[x.layout.place(of: $0, rank: x.rank)] }
      let layout = Layout.allCases.first {
        ($0 == .rowMajor || shape.count > 2) && $0.isDense(shape, strides)
      }
      let y = layout.map { x.labelled($0, shape) } ?? strided(stored, shape, strides)
      var back = order
      for (to, from) in order.enumerated() { back[from] = to }
      return (y, { $0.permuted(back) })
    }
  }

  /// Two axes exchanged; the last two where not said. Copies.
  public func transposed(_ a: Int = -2, _ b: Int = -1) -> Tensor {
    var order = Array(0..<rank)
    order.swapAt(
      Axes.index(a, rank: rank, "transposed"), Axes.index(b, rank: rank, "transposed"))
    return permuted(order)
  }

  /// Stretches axes of length 1, and adds axes in front, to reach `target`.
  public func broadcast(to target: [Int]) -> Tensor {
    if shape == target { return self }
    precondition(
      Axes.broadcast(shape, target, "broadcast") == target, "broadcast: shape \(shape) to \(target)"
    )
    return .recorded(linear: self) { x in
      (
        strided(x, target, Axes.strides(x.shape, stretchedTo: target)),
        { $0.summed(to: x.shape) }
      )
    }
  }

  /// The elements `range` of an axis. Copies.
  /// - Precondition: the range lies inside the axis.
  public func sliced(axis: Int, _ range: Range<Int>) -> Tensor {
    let axis = Axes.index(axis, rank: rank, "sliced")
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "sliced: \(range) of axis \(axis) of shape \(shape)")
    return .recorded(linear: self) { x in
      var target = x.shape
      target[axis] = range.count
      let stored = x.asStored
      let strides = Axes.strides(stored.shape)
      let start = range.lowerBound * strides[x.layout.place(of: axis, rank: x.rank)]
      let y = strided(stored, x.layout.ordered(target), strides, from: start)
        .labelled(x.layout, target)
      var widths = x.shape.map { _ in (0, 0) }
      widths[axis] = (range.lowerBound, x.shape[axis] - range.upperBound)
      return (y, { $0.padded(widths) })
    }
  }

  /// The axes in reverse order of their elements: a mirror image.
  public func flipped(_ axes: [Int]) -> Tensor {
    let axes = Axes.sorted(axes, rank: rank, "flipped")
    return .recorded(linear: self) { x in
      var strides = Axes.strides(x.shape)
      var start = 0
      for axis in axes where x.shape[axis] > 0 {
        start += (x.shape[axis] - 1) * strides[axis]
        strides[axis] = -strides[axis]
      }
      return (strided(x, x.shape, strides, from: start), { $0.flipped(axes) })
    }
  }

  /// Adds `widths[axis].0` elements before and `.1` after each axis, all `value`.
  /// - Precondition: a pair for each axis, none negative.
  public func padded(_ widths: [(before: Int, after: Int)], with value: Float = 0) -> Tensor {
    precondition(
      widths.count == rank && widths.allSatisfy { $0.before >= 0 && $0.after >= 0 },
      "padded: \(widths) for shape \(shape)")
    let inside = zip(shape, widths).map { $1.before..<$1.before + $0 }
    func cut(_ gradient: Tensor) -> Tensor {
      inside.enumerated().reduce(gradient) { $0.sliced(axis: $1.offset, $1.element) }
    }
    return .recorded(self, traced: cut) { x in
      let layout = x.layout
      let target = zip(x.shape, widths).map { $0 + $1.before + $1.after }
      let strides = Axes.strides(layout.ordered(target))
      let start = zip(strides, layout.ordered(widths)).reduce(0) { $0 + $1.0 * $1.1.before }
      let stored = layout.ordered(x.shape)
      let loop = StridedLoop(stored, [Axes.strides(stored), strides])
      let y = Tensor(shape: target, layout: layout) { y in
        orrery_fill(Int64(target.reduce(1, *)), value, y)
        guard x.count > 0 else { return }
        raw(x) { x in
          loop.run { rank, piece, at in
            orrery_copy_strided(
              rank, piece, x + at[0], loop.strides[0], y + start + at[1], loop.strides[1])
          }
        }
      }
      let shape = x.shape
      return (
        y,
        { gradient in
          strided(gradient.laidOut(layout).asStored, stored, strides, from: start)
            .labelled(layout, shape)
        }
      )
    }
  }

  /// Tensors one behind the other along an axis.
  /// - Precondition: at least one; all other axes agree.
  public static func concatenated(_ tensors: [Tensor], axis: Int) -> Tensor {
    guard let first = tensors.first else { preconditionFailure("concatenated: no tensors") }
    let axis = Axes.index(axis, rank: first.rank, "concatenated")
    var target = first.shape
    target[axis] = 0
    for tensor in tensors {
      precondition(
        tensor.rank == first.rank
          && first.shape.indices.allSatisfy { $0 == axis || tensor.shape[$0] == first.shape[$0] },
        "concatenated: shapes \(first.shape) and \(tensor.shape) along axis \(axis)")
      target[axis] += tensor.shape[axis]
    }
    let total = target
    return .recorded(linear: tensors) { tensors in
      let lengths = tensors.map { $0.shape[axis] }
      let layout = tensors[0].layout
      let strides = Axes.strides(layout.ordered(total))
      let stride = strides[layout.place(of: axis, rank: total.count)]
      let y = Tensor(shape: total, layout: layout) { y in
        var start = 0
        for tensor in tensors where tensor.count > 0 {
          let stored = layout.ordered(tensor.shape)
          let loop = StridedLoop(stored, [Axes.strides(stored), strides])
          raw(tensor.laidOut(layout)) { x in
            loop.run { rank, piece, at in
              orrery_copy_strided(
                rank, piece, x + at[0], loop.strides[0], y + start + at[1], loop.strides[1])
            }
          }
          start += tensor.shape[axis] * stride
        }
      }
      return (
        y,
        { gradient, wanted in
          var start = 0
          return lengths.indices.map { index in
            defer { start += lengths[index] }
            return wanted[index]
              ? gradient.sliced(axis: axis, start..<start + lengths[index]) : nil
          }
        }
      )
    }
  }

  /// Tensors of one shape along a new first axis: `[tensors.count] + shape`.
  public static func stacked(_ tensors: [Tensor]) -> Tensor {
    concatenated(tensors.map { $0.reshaped([1] + $0.shape) }, axis: 0)
  }
}

/// A dense copy of the elements at `start` + sum of index * stride.
private func strided(_ x: Tensor, _ shape: [Int], _ strides: [Int], from start: Int = 0) -> Tensor {
  let loop = StridedLoop(shape, [strides, Axes.strides(shape)])
  return Tensor(shape: shape) { y in
    read(x) { x in
      loop.run { rank, piece, at in
        orrery_copy_strided(
          rank, piece, x + start + at[0], loop.strides[0], y + at[1], loop.strides[1])
      }
    }
  }
}
