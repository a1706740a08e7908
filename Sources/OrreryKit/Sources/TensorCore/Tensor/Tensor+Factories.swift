internal import Kernels

extension Tensor {
  /// All elements 0.
  public static func zeros(_ shape: [Int]) -> Tensor { full(shape, 0) }

  /// All elements 1.
  public static func ones(_ shape: [Int]) -> Tensor { full(shape, 1) }

  /// All elements `value`.
  public static func full(_ shape: [Int], _ value: Float) -> Tensor {
    precondition(shape.allSatisfy { $0 >= 0 }, "full: shape \(shape)")
    return Tensor(shape: shape) { orrery_fill(Int64(shape.reduce(1, *)), value, $0) }
  }

  /// Uniform random numbers in `[lower, upper)` with 24 random bits; takes one number of `random`.
  public static func uniform(
    _ shape: [Int], _ lower: Float, _ upper: Float, _ random: inout RandomStream
  ) -> Tensor {
    precondition(shape.allSatisfy { $0 >= 0 }, "uniform: shape \(shape)")
    let seed = random.next()
    return Tensor(shape: shape) {
      orrery_random_uniform(Int64(shape.reduce(1, *)), seed, lower, upper, $0)
    }
  }

  /// Normal random numbers (Box & Muller 1958); takes one number of `random`.
  public static func normal(
    _ shape: [Int], mean: Float = 0, deviation: Float = 1, _ random: inout RandomStream
  ) -> Tensor {
    precondition(shape.allSatisfy { $0 >= 0 }, "normal: shape \(shape)")
    let seed = random.next()
    return Tensor(shape: shape) {
      orrery_random_normal(Int64(shape.reduce(1, *)), seed, mean, deviation, $0)
    }
  }

  /// Rows with a 1 at `indices` and 0 elsewhere: shape `[indices.count, classes]`.
  /// - Precondition: every index is in `0..<classes`.
  public static func oneHot(_ indices: [Int], classes: Int) -> Tensor {
    precondition(
      indices.allSatisfy { $0 >= 0 && $0 < classes }, "oneHot: an index is not in 0..<\(classes)")
    var result = zeros([indices.count, classes])
    result.withUnsafeMutableBufferPointer { buffer in
      for (row, index) in indices.enumerated() { buffer[row * classes + index] = 1 }
    }
    return result
  }
}
