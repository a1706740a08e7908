/// The Cholesky factor L of a symmetric positive matrix A = L Lᵀ, its rows packed one after the other.
struct LowerTriangle: Sendable, Codable, Equatable {
  let size: Int
  /// `size (size + 1) / 2` values.
  private let packed: PackedFloats

  private var values: [Float] { packed.values }

  /// Whether there are as many values as its size asks for.
  var isWhole: Bool { packed.values.count == size * (size + 1) / 2 }

  /// - Parameters:
  ///   - matrix: `[size, size]`, symmetric, row-major.
  ///   - smallest: pivots below it are raised to it, so that columns that depend on each other have
  ///     a factor.
  init(factoring matrix: [Double], size: Int, smallest: Double) {
    precondition(matrix.count == size * size, "LowerTriangle: \(matrix.count) of \(size)²")
    var factor = matrix
    for i in 0..<size {
      for j in 0...i {
        var sum = matrix[i * size + j]
        for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
        factor[i * size + j] =
          i == j ? max(sum, smallest).squareRoot() : sum / factor[j * size + j]
      }
    }
    self.size = size
    packed = PackedFloats(
      (0..<size).flatMap { i in (0...i).map { Float(factor[i * size + $0]) } })
  }

  /// L⁻¹ v.
  func solve(_ vector: [Double]) -> [Double] {
    let values = values
    var result = vector
    var start = 0
    for i in 0..<size {
      var sum = vector[i]
      for j in 0..<i { sum -= Double(values[start + j]) * result[j] }
      result[i] = sum / Double(values[start + i])
      start += i + 1
    }
    return result
  }
}
