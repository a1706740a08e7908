internal import Kernels

extension Tensor {
  /// Sum over `axes` (all where `nil`), kept in double; 0 of nothing. NaN gives NaN.
  ///
  /// **Shapes** the axes go away, or stay with length 1 where `keepingDimensions`.
  public func sum(over axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
    .recorded(linear: self) { x in
      let axes = Axes.sorted(axes, rank: x.rank, "sum")
      let y = reduce(x, axes, orrery_sum)
      let (kept, shape) = (y.shape, x.shape)  // the way back keeps no values
      return (
        y.reshaped(x.reducedShape(axes, keepingDimensions)),
        { $0.reshaped(kept).broadcast(to: shape) }
      )
    }
  }

  /// Mean over `axes` (all where `nil`); NaN of nothing.
  public func mean(over axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
    let total = sum(over: axes, keepingDimensions: keepingDimensions)
    return total / Float(reducedCount(axes, "mean"))
  }

  /// Mean of (x - mean)^2 over `axes`, or the sum divided by n - 1 where `unbiased`.
  ///
  /// Two passes: no cancellation where the mean is far from 0.
  public func variance(
    over axes: [Int]? = nil, unbiased: Bool = false, keepingDimensions: Bool = false
  ) -> Tensor {
    let difference = self - mean(over: axes, keepingDimensions: true)
    let total = difference.square().sum(over: axes, keepingDimensions: keepingDimensions)
    return total / Float(reducedCount(axes, "variance") - (unbiased ? 1 : 0))
  }

  /// Largest element over `axes` (all where `nil`); NaN wins. Equal ones share the gradient.
  /// - Precondition: there is something to choose from.
  public func max(over axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
    extreme("max", axes, keepingDimensions, orrery_maximum_over)
  }

  /// Smallest element over `axes` (all where `nil`); NaN wins. Equal ones share the gradient.
  /// - Precondition: there is something to choose from.
  public func min(over axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
    extreme("min", axes, keepingDimensions, orrery_minimum_over)
  }

  /// Index of the largest element along `axis`, the first of equal ones; NaN counts as largest.
  ///
  /// **Shapes** one index for each position of the other axes, in row-major order.
  public func argmax(axis: Int = -1) -> [Int] {
    let axis = Axes.index(axis, rank: rank, "argmax")
    precondition(shape[axis] > 0, "argmax: axis \(axis) of shape \(shape) is empty")
    let (outer, n, inner) = Axes.split(shape, around: axis..<axis + 1)
    var indices = [Int64](repeating: 0, count: outer * inner)
    read(self) { orrery_argmax(Int64(outer), Int64(n), Int64(inner), $0, &indices) }
    return indices.map(Int.init)
  }

  /// Index of the smallest element along `axis`, the first of equal ones; NaN counts as smallest.
  ///
  /// **Shapes** one index for each position of the other axes, in row-major order.
  public func argmin(axis: Int = -1) -> [Int] { (-detached).argmax(axis: axis) }

  private func extreme(
    _ name: String, _ axes: [Int]?, _ keepingDimensions: Bool, _ kernel: ReductionKernel
  ) -> Tensor {
    .recorded(linear: self) { x in
      let axes = Axes.sorted(axes, rank: x.rank, name)
      precondition(axes.allSatisfy { x.shape[$0] > 0 }, "\(name): shape \(x.shape) over \(axes)")
      let y = reduce(x, axes, kernel)
      return (
        y.reshaped(x.reducedShape(axes, keepingDimensions)),
        { g in
          let chosen = x.equal(to: y)
          return chosen * (g.reshaped(y.shape) / chosen.sum(over: axes, keepingDimensions: true))
        }
      )
    }
  }

  private func reducedShape(_ axes: [Int], _ keepingDimensions: Bool) -> [Int] {
    shape.indices.compactMap { axis in
      guard axes.contains(axis) else { return shape[axis] }
      return keepingDimensions ? 1 : nil
    }
  }

  private func reducedCount(_ axes: [Int]?, _ name: String) -> Int {
    Axes.sorted(axes, rank: rank, name).reduce(1) { $0 * shape[$1] }
  }
}

private typealias ReductionKernel =
  @convention(c) (
    Int64, Int64, Int64, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?
  ) -> Void

/// Reduces runs of neighbouring axes from the last to the first; they stay with length 1.
private func reduce(_ x: Tensor, _ axes: [Int], _ kernel: ReductionKernel) -> Tensor {
  if x.layout == .channelsLast {
    let places = axes.map { x.layout.place(of: $0, rank: x.rank) }.sorted()
    let target = x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
    return reduce(x.asStored, places, kernel).labelled(x.layout, target)
  }
  var result = x
  var end = axes.count
  while end > 0 {
    var start = end - 1
    while start > 0, axes[start - 1] == axes[start] - 1 { start -= 1 }
    let run = axes[start]..<axes[end - 1] + 1
    let (outer, n, inner) = Axes.split(result.shape, around: run)
    var shape = result.shape
    for axis in run { shape[axis] = 1 }
    result = Tensor(shape: shape) { y in
      read(result) { x in
        parallelChunks(outer, weight: n * inner) { r in
          kernel(
            Int64(r.count), Int64(n), Int64(inner), x + r.lowerBound * n * inner,
            y + r.lowerBound * inner)
        }
      }
    }
    end = start
  }
  return result
}
