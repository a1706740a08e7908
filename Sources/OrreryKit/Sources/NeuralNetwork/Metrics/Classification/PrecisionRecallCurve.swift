/// Purity against completeness at every threshold.
///
/// Objects whose score is NaN are never found: positives among them keep `recalls` below 1, and
/// `unusable` says how many there are.
public struct PrecisionRecallCurve: Sendable, Equatable {
  /// Scores, falling.
  public let thresholds: [Double]
  /// Share of the positives that score at least the threshold.
  public let recalls: [Double]
  /// Share of positives among what scores at least the threshold.
  public let precisions: [Double]
  /// Σ (Rₙ - Rₙ₋₁) Pₙ, without interpolation; NaN where there are no positives.
  public let averagePrecision: Double
  public let unusable: Int

  /// - Parameters:
  ///   - scores: higher for what is more likely positive.
  public init(scores: [Double], isPositive: [Bool]) {
    let counts = RankedCounts(scores: scores, isPositive: isPositive)
    let positives = Double(isPositive.count { $0 })
    thresholds = counts.thresholds
    let found = counts.positives.map { Double($0) / positives }
    let pure = zip(counts.positives, counts.negatives).map { Double($0) / Double($0 + $1) }
    recalls = found
    precisions = pure
    var (sum, last) = (0.0, 0.0)
    for (recall, precision) in zip(found, pure) {
      sum += (recall - last) * precision
      last = recall
    }
    averagePrecision = positives > 0 ? sum : .nan
    unusable = counts.unusable
  }

  /// One class against the rest.
  /// - Parameter probabilities: `[N, classes]`, row-major.
  public init(probabilities: [Float], classes: Int, labels: [Int], positive: Int) {
    let (scores, isPositive) = RankedCounts.column(
      probabilities, classes: classes, labels: labels, positive: positive)
    self.init(scores: scores, isPositive: isPositive)
  }
}
