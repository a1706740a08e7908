import Foundation

/// Softmax of linear functions of the features, with a penalty on the squares of their weights:
///
///     minimum of  Σₙ wₙ (-ln pₙ(true class)) + |W|² / 2C
///
/// the offsets without penalty.
public struct LogisticRegression: FeatureClassifier, Equatable {
  /// `[classes, features]`.
  public let weights: [Float]
  /// One for each class.
  public let offsets: [Float]
  public var classes: Int { offsets.count }

  /// A model that was stored.
  public init(weights: [Float], offsets: [Float]) {
    precondition(
      !offsets.isEmpty && weights.count % offsets.count == 0,
      "LogisticRegression: \(weights.count) weights of \(offsets.count) classes")
    self.weights = weights
    self.offsets = offsets
  }

  /// - Parameters:
  ///   - matrix: finite features on like scales.
  ///   - freedom: C above; small values hold the weights near 0.
  ///   - classWeights: w above, by class; all 1 where left out.
  /// - Precondition: one label for each row, at least one row.
  public init(
    _ matrix: FeatureMatrix, labels: [Int], classes: Int, freedom: Double = 1,
    classWeights: [Double]? = nil, iterations: Int = 1_000
  ) {
    precondition(
      matrix.rows == labels.count && matrix.rows > 0 && freedom > 0,
      "LogisticRegression: \(matrix.rows) rows, \(labels.count) labels, C \(freedom)")
    let (rows, width) = (matrix.rows, matrix.columns + 1)
    let own = labels.map { classWeights?[$0] ?? 1 }
    // Divided by the number of rows, so that one tolerance fits all.
    let penalty = 1 / (freedom * Double(rows))
    let pieces = (rows + 511) / 512

    /// Weights of a class stand side by side, its offset last.
    @Sendable func part(_ piece: Int, _ point: [Double]) -> (value: Double, gradient: [Double]) {
      var value = 0.0
      var gradient = [Double](repeating: 0, count: point.count)
      var scores = [Double](repeating: 0, count: classes)
      for n in piece * 512..<min(rows, piece * 512 + 512) {
        let row = matrix[n]
        for k in 0..<classes {
          var sum = point[(k + 1) * width - 1]
          for (f, x) in row.enumerated() { sum += point[k * width + f] * Double(x) }
          scores[k] = sum
        }
        let top = scores.max() ?? 0
        let sum = scores.reduce(0) { $0 + exp($1 - top) }
        value += own[n] * (log(sum) + top - scores[labels[n]])
        for k in 0..<classes {
          let error = own[n] * (exp(scores[k] - top) / sum - (k == labels[n] ? 1 : 0))
          for (f, x) in row.enumerated() { gradient[k * width + f] += error * Double(x) }
          gradient[(k + 1) * width - 1] += error
        }
      }
      return (value, gradient)
    }

    let start = [Double](repeating: 0, count: classes * width)
    let found = LimitedMemoryBFGS(iterations: iterations, tolerance: 1e-7).minimum(from: start) {
      point in
      // Pieces of fixed length, added in their order: the same bits for any number of threads.
      let parts = concurrentMap(pieces) { part($0, point) }
      var value = 0.0
      var gradient = start
      for part in parts {
        value += part.value / Double(rows)
        for i in gradient.indices { gradient[i] += part.gradient[i] / Double(rows) }
      }
      for i in gradient.indices where i % width != width - 1 {
        value += 0.5 * penalty * point[i] * point[i]
        gradient[i] += penalty * point[i]
      }
      return (value, gradient)
    }
    self.init(
      weights: found.indices.filter { $0 % width != width - 1 }.map { Float(found[$0]) },
      offsets: (0..<classes).map { Float(found[($0 + 1) * width - 1]) })
  }

  public func probabilities(_ matrix: FeatureMatrix) -> [Float] {
    precondition(
      matrix.columns * classes == weights.count,
      "LogisticRegression: \(matrix.columns) features, \(weights.count) weights")
    return (0..<matrix.rows).flatMap { n in
      let row = matrix[n]
      let scores = (0..<classes).map { k in
        var sum = Double(offsets[k])
        for (f, x) in row.enumerated() {
          sum += Double(weights[k * matrix.columns + f]) * Double(x)
        }
        return sum
      }
      let top = scores.max() ?? 0
      let parts = scores.map { exp($0 - top) }
      let sum = parts.reduce(0, +)
      return parts.map { Float($0 / sum) }
    }
  }
}
