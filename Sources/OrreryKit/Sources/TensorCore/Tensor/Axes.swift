/// Arithmetic of shapes and axes.
enum Axes {
  /// `axis` counted from the front; -1 is the last.
  static func index(_ axis: Int, rank: Int, _ operation: String) -> Int {
    let index = axis < 0 ? axis + rank : axis
    precondition(index >= 0 && index < rank, "\(operation): axis \(axis) of a rank \(rank) tensor")
    return index
  }

  /// The axes from the front, ascending; all where `axes` is `nil`.
  static func sorted(_ axes: [Int]?, rank: Int, _ operation: String) -> [Int] {
    guard let axes else { return Array(0..<rank) }
    let result = axes.map { index($0, rank: rank, operation) }.sorted()
    precondition(Set(result).count == result.count, "\(operation): axis twice in \(axes)")
    return result
  }

  /// The shape as `[outer, n, inner]` around the axes `range`.
  static func split(_ shape: [Int], around range: Range<Int>) -> (outer: Int, n: Int, inner: Int) {
    (
      shape[..<range.lowerBound].reduce(1, *), shape[range].reduce(1, *),
      shape[range.upperBound...].reduce(1, *)
    )
  }

  /// Row-major strides of a dense array.
  static func strides(_ shape: [Int]) -> [Int] {
    var strides = shape
    var stride = 1
    for axis in shape.indices.reversed() {
      strides[axis] = stride
      stride *= shape[axis]
    }
    return strides
  }

  /// The common shape of two that broadcast: aligned at the end, 1 stretches.
  static func broadcast(_ a: [Int], _ b: [Int], _ operation: String) -> [Int] {
    let rank = max(a.count, b.count)
    return (0..<rank).map { axis in
      let x = axis < rank - a.count ? 1 : a[axis - rank + a.count]
      let y = axis < rank - b.count ? 1 : b[axis - rank + b.count]
      precondition(
        x == y || x == 1 || y == 1, "\(operation): shapes \(a) and \(b) do not broadcast")
      return x == 1 ? y : x
    }
  }

  /// Strides that read a dense array of `shape` as if it had `target`: 0 along stretched axes.
  static func strides(_ shape: [Int], stretchedTo target: [Int]) -> [Int] {
    let missing = target.count - shape.count
    let dense = strides(shape)
    return target.indices.map { axis in
      axis < missing || shape[axis - missing] == 1 ? 0 : dense[axis - missing]
    }
  }
}
