extension Tensor {
  /// Adds `widths[axis].0` elements before and `.1` after each axis, taken from the array itself.
  ///
  /// Where an element comes several times, the gradients of its copies are summed.
  /// - Precondition: a pair for each axis, none negative; a mirror image is less wide than its axis,
  ///   and the axis of a repeated edge is not empty.
  public func padded(_ widths: [(before: Int, after: Int)], by mode: PaddingMode) -> Tensor {
    precondition(
      widths.count == rank && widths.allSatisfy { $0.before >= 0 && $0.after >= 0 },
      "padded: \(widths) for shape \(shape)")
    var result = self
    for (axis, (before, after)) in widths.enumerated() where before > 0 || after > 0 {
      let n = shape[axis]
      let widest = Swift.max(before, after)
      precondition(
        mode == .reflect ? widest < n : n > 0, "padded: \(widths) by \(mode) for shape \(shape)")
      let indices = (-before..<n + after).map { place in
        switch mode {
        case .reflect: place < 0 ? -place : place < n ? place : 2 * (n - 1) - place
        case .replicate: Swift.min(Swift.max(place, 0), n - 1)
        }
      }
      result = result.indexSelected(indices, axis: axis)
    }
    return result
  }
}
