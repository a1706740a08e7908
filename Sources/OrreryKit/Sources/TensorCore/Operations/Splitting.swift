extension Tensor {
  /// Pieces of these lengths, one behind the other along an axis.
  /// - Precondition: the lengths add up to that of the axis; none is negative.
  public func split(_ lengths: [Int], axis: Int) -> [Tensor] {
    let axis = Axes.index(axis, rank: rank, "split")
    precondition(
      lengths.allSatisfy { $0 >= 0 } && lengths.reduce(0, +) == shape[axis],
      "split: lengths \(lengths) along axis \(axis) of shape \(shape)")
    var start = 0
    return lengths.map { length in
      defer { start += length }
      return sliced(axis: axis, start..<start + length)
    }
  }

  /// `count` pieces of one length along an axis.
  /// - Precondition: `count` divides the length of the axis.
  public func chunked(_ count: Int, axis: Int) -> [Tensor] {
    let axis = Axes.index(axis, rank: rank, "chunked")
    precondition(
      count > 0 && shape[axis] % count == 0,
      "chunked: axis \(axis) of shape \(shape) into \(count)")
    return split([Int](repeating: shape[axis] / count, count: count), axis: axis)
  }
}
