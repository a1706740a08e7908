internal import Kernels

extension Tensor {
  /// The slices `indices` along an axis, in this order; an index may come twice.
  ///
  /// **Shapes** the axis gets the length `indices.count`. Gradients of a slice are summed in order.
  /// - Precondition: every index lies inside the axis.
  public func indexSelected(_ indices: [Int], axis: Int = 0) -> Tensor {
    let axis = Axes.index(axis, rank: rank, "indexSelected")
    precondition(
      indices.allSatisfy { $0 >= 0 && $0 < shape[axis] },
      "indexSelected: an index is outside axis \(axis) of shape \(shape)")
    let numbers = indices.map(Int64.init)
    let length = shape[axis]
    return .recorded(linear: self) { x in
      (x.selected(numbers, axis), { $0.indexAdded(numbers, axis, length) })
    }
  }

  private func selected(_ numbers: [Int64], _ axis: Int) -> Tensor {
    let (outer, n, inner) = Axes.split(shape, around: axis..<axis + 1)
    var target = shape
    target[axis] = numbers.count
    return Tensor(shape: target) { y in
      read(self) {
        orrery_index_select(
          Int64(outer), Int64(n), Int64(inner), Int64(numbers.count), numbers, $0, y)
      }
    }
  }

  /// The way back of `indexSelected`: slices are added to an axis of zeros of this length.
  func indexAdded(_ numbers: [Int64], _ axis: Int, _ length: Int) -> Tensor {
    .recorded(linear: self, name: "indexSelected") { x in
      var target = x.shape
      target[axis] = length
      let (outer, n, inner) = Axes.split(target, around: axis..<axis + 1)
      let y = Tensor(shape: target) { y in
        orrery_fill(Int64(target.reduce(1, *)), 0, y)
        read(x) {
          orrery_index_add(
            Int64(outer), Int64(n), Int64(inner), Int64(numbers.count), numbers, $0, y)
        }
      }
      let indices = numbers.map(Int.init)
      return (y, { $0.indexSelected(indices, axis: axis) })
    }
  }

  /// One element along `axis` for each position of the other axes: y[o, i] = x[o, indices[o, i], i].
  ///
  /// **Shapes** the axis goes away; `indices` has one index for each element of the result, in
  /// row-major order. For logits `[N, classes]`: the logit of each row's class.
  /// - Precondition: every index lies inside the axis.
  public func gathered(_ indices: [Int], axis: Int = -1) -> Tensor {
    let axis = Axes.index(axis, rank: rank, "gathered")
    let (outer, n, inner) = Axes.split(shape, around: axis..<axis + 1)
    precondition(
      indices.count == outer * inner && indices.allSatisfy { $0 >= 0 && $0 < n },
      "gathered: \(indices.count) indices along axis \(axis) of shape \(shape), or one outside it")
    let whole = shape
    return .recorded(linear: self) { x in
      let numbers = indices.map(Int64.init)
      var target = x.shape
      target.remove(at: axis)
      let y = Tensor(shape: target) { y in
        read(x) { orrery_gather(Int64(outer), Int64(n), Int64(inner), numbers, $0, y) }
      }
      return (y, { $0.scattered(indices, axis, to: whole) })
    }
  }

  /// The way back of `gathered`: each element at its place among zeros.
  private func scattered(_ indices: [Int], _ axis: Int, to whole: [Int]) -> Tensor {
    .recorded(linear: self, name: "gathered") { x in
      let (outer, n, inner) = Axes.split(whole, around: axis..<axis + 1)
      let numbers = indices.map(Int64.init)
      let y = Tensor(shape: whole) { y in
        orrery_fill(Int64(whole.reduce(1, *)), 0, y)
        read(x) { orrery_gather_gradient(Int64(outer), Int64(n), Int64(inner), numbers, $0, y) }
      }
      return (y, { $0.gathered(indices, axis: axis) })
    }
  }

  /// `length` elements along `axis` for each position of the other axes:
  /// y[o, k, i] = x[o, indices[o, k, i], i].
  ///
  /// **Shapes** the axis gets that length; `indices` has one index for each element of the result,
  /// in row-major order. Gradients of an element are summed in order.
  /// - Precondition: every index lies inside the axis.
  public func gathered(_ indices: [Int], length: Int, axis: Int) -> Tensor {
    let axis = Axes.index(axis, rank: rank, "gathered")
    let (outer, n, inner) = Axes.split(shape, around: axis..<axis + 1)
    precondition(
      length >= 0 && indices.count == outer * length * inner
        && indices.allSatisfy { $0 >= 0 && $0 < n },
      "gathered: \(indices.count) indices for length \(length) along axis \(axis) of shape "
        + "\(shape), or one outside it")
    var target = shape
    target[axis] = length
    let places = indices.enumerated().map { place, index in
      (place / (length * inner) * n + index) * inner + place % inner
    }
    return reshaped([count]).indexSelected(places).reshaped(target)
  }
}
