import Foundation
import OrreryKit

/// The density of objects as a sum of equal normal distributions around those of the training, one
/// width for each feature (Rosenblatt 1956; Scott 2015, "Multivariate density estimation").
public struct KernelDensity: Sendable, Equatable {
  /// How the widths follow from the deviations σ of d features of n objects.
  public enum Rule: String, Sendable, Codable, CaseIterable {
    /// σ n^(-1 / (d + 4)).
    case scott
    /// σ (n (d + 2) / 4)^(-1 / (d + 4)).
    case silverman
  }

  public let matrix: FeatureMatrix
  public let widths: [Float]

  /// - Parameter matrix: finite features.
  public init(_ matrix: FeatureMatrix, rule: Rule = .scott) {
    precondition(matrix.rows > 1, "KernelDensity: \(matrix.rows) objects")
    let (n, d) = (Double(matrix.rows), Double(matrix.columns))
    let factor = pow(rule == .scott ? n : n * (d + 2) / 4, -1 / (d + 4))
    let widths = (0..<matrix.columns).map { column -> Float in
      let values = (0..<matrix.rows).map { Double(matrix.values[$0 * matrix.columns + column]) }
      let mean = values.reduce(0, +) / n
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
      // A column of one value has no width: the smallest that Float32 can tell keeps it a density.
      return Float(max(variance.squareRoot() * factor, Double(Float.ulpOfOne)))
    }
    self.init(matrix, widths: widths)
  }

  /// - Precondition: one positive width for each feature.
  public init(_ matrix: FeatureMatrix, widths: [Float]) {
    precondition(
      widths.count == matrix.columns && widths.allSatisfy { $0 > 0 },
      "KernelDensity: \(widths.count) widths of \(matrix.columns) features")
    self.matrix = matrix
    self.widths = widths
  }

  /// ln of the density at each row, per unit of every feature; NaN where a feature is not finite.
  public func logDensities(_ queries: FeatureMatrix) -> [Double] {
    precondition(
      queries.columns == matrix.columns,
      "KernelDensity: \(queries.columns) features, not \(matrix.columns)")
    let columns = matrix.columns
    let inverse = widths.map { 1 / $0 }
    let scaled = matrix.values.indices.map { matrix.values[$0] * inverse[$0 % columns] }
    let norm =
      widths.reduce(0) { $0 + log(Double($1)) } + log(Double(matrix.rows))
      + 0.5 * Double(columns) * log(2 * Double.pi)
    return concurrentMap(queries.rows) { number in
      let query = zip(queries[number], inverse).map { $0 * $1 }
      guard query.allSatisfy(\.isFinite) else { return .nan }
      var exponents = [Float](repeating: 0, count: matrix.rows)
      var top = -Float.infinity
      scaled.withUnsafeBufferPointer { scaled in
        for row in exponents.indices {
          var square: Float = 0
          for column in 0..<columns {
            let difference = scaled[row * columns + column] - query[column]
            square += difference * difference
          }
          exponents[row] = -0.5 * square
          top = max(top, exponents[row])
        }
      }
      let sum = exponents.reduce(0.0) { $0 + exp(Double($1 - top)) }
      return Double(top) + log(sum) - norm
    }
  }

  /// Draws objects.
  public func sample(_ count: Int, random: inout RandomStream) -> FeatureMatrix {
    var values: [Float] = []
    for _ in 0..<count {
      let row = Int(random.uniform() * Double(matrix.rows))
      for (value, width) in zip(matrix[row], widths) {
        values.append(value + width * Float(random.normal()))
      }
    }
    return FeatureMatrix(values, columns: matrix.columns)
  }
}
