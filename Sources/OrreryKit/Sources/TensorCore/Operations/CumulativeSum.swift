internal import Kernels

extension Tensor {
  /// Sums of the elements up to and with each one along `axis`, kept in double.
  ///
  /// **Shapes** any to the same. NaN makes all sums that hold it NaN.
  /// - Parameter reversed: sum from the end instead.
  public func cumulativeSum(axis: Int = -1, reversed: Bool = false) -> Tensor {
    let axis = Axes.index(axis, rank: rank, "cumulativeSum")
    return .recorded(linear: self) { x in
      let (outer, n, inner) = Axes.split(x.shape, around: axis..<axis + 1)
      let y = Tensor(shape: x.shape) { y in
        read(x) {
          orrery_cumulative_sum(Int64(outer), Int64(n), Int64(inner), reversed, $0, y)
        }
      }
      return (y, { $0.cumulativeSum(axis: axis, reversed: !reversed) })
    }
  }
}
