internal import Foundation

/// The temperature that makes a classifier's probabilities honest without changing its answers:
/// softmax(logits / T) (Guo et al. 2017, "On calibration of modern neural networks",
/// arXiv:1706.04599).
public enum TemperatureScaling {
  /// Temperatures that can come out; a classifier that is always right has no finite best one.
  public static let range = 0.05...20.0

  /// Fits the temperature by the likelihood of validation labels that training did not see.
  ///
  /// The negative log-likelihood is convex in β = 1/T: Newton's steps, kept inside a bracket.
  /// Rows that are not finite are left out; without any other the answer is 1.
  /// - Parameters:
  ///   - logits: `[N, classes]`, row-major, not normalised.
  ///   - labels: the true class of each row.
  ///   - offsets: added to the logits of each class behind the division; none where `nil`.
  ///   - weights: how much each row counts; alike where `nil`.
  public static func fit(
    logits: [Float], classes: Int, labels: [Int], offsets: [Double]? = nil,
    weights: [Double]? = nil
  ) -> Double {
    precondition(
      logits.count == labels.count * classes && labels.allSatisfy((0..<classes).contains)
        && (offsets?.count ?? classes) == classes
        && (weights?.count ?? labels.count) == labels.count,
      "TemperatureScaling.fit: \(logits.count) logits, \(labels.count) labels of \(classes) classes"
    )
    let rows = labels.indices.filter { n in
      logits[(n * classes)..<((n + 1) * classes)].allSatisfy(\.isFinite)
    }
    guard !rows.isEmpty else { return 1 }

    /// First and second derivative of the mean negative log-likelihood by β.
    func derivatives(_ beta: Double) -> (slope: Double, curvature: Double) {
      var slope = 0.0
      var curvature = 0.0
      for n in rows {
        let row = logits[(n * classes)..<((n + 1) * classes)].map(Double.init)
        let top = row.max() ?? 0
        let weight = weights?[n] ?? 1
        var (sum, mean, square) = (0.0, 0.0, 0.0)
        for (k, z) in row.enumerated() {
          let p = exp(beta * (z - top) + (offsets?[k] ?? 0))
          sum += p
          mean += p * (z - top)
          square += p * (z - top) * (z - top)
        }
        mean /= sum
        slope += weight * (mean - (row[labels[n]] - top))
        curvature += weight * (square / sum - mean * mean)
      }
      return (slope / Double(rows.count), curvature / Double(rows.count))
    }

    var low = 1 / range.upperBound
    var high = 1 / range.lowerBound
    if derivatives(low).slope >= 0 { return range.upperBound }
    if derivatives(high).slope <= 0 { return range.lowerBound }
    var beta = 1.0
    for _ in 0..<100 {
      let (slope, curvature) = derivatives(beta)
      if slope > 0 { high = beta } else { low = beta }
      let newton = beta - slope / curvature
      let next = newton > low && newton < high ? newton : (low + high) / 2
      if abs(next - beta) <= 1e-12 * beta { return 1 / next }
      beta = next
    }
    return 1 / beta
  }
}
