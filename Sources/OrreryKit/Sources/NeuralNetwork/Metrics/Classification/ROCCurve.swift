/// The share of positives found against the share of negatives taken for positives, at every
/// threshold (receiver operating characteristic; Fawcett 2006, Pattern Recognition Letters 27, 861).
///
/// Objects whose score is NaN have no place on it: `unusable` says how many.
public struct ROCCurve: Sendable, Equatable {
  /// From above the highest score downwards; the first is infinite.
  public let thresholds: [Double]
  public let truePositiveRates: [Double]
  public let falsePositiveRates: [Double]
  /// Area under the curve: how often a positive outranks a negative, ties by half. NaN where one of
  /// the kinds is missing.
  public let area: Double
  public let unusable: Int

  /// - Parameters:
  ///   - scores: higher for what is more likely positive.
  public init(scores: [Double], isPositive: [Bool]) {
    let counts = RankedCounts(scores: scores, isPositive: isPositive)
    let positives = Double(counts.positives.last ?? 0)
    let negatives = Double(counts.negatives.last ?? 0)
    thresholds = [.infinity] + counts.thresholds
    let found = [0] + counts.positives.map { Double($0) / positives }
    let wrong = [0] + counts.negatives.map { Double($0) / negatives }
    truePositiveRates = found
    falsePositiveRates = wrong
    var sum = 0.0
    for i in 1..<found.count {
      sum += (wrong[i] - wrong[i - 1]) * (found[i] + found[i - 1]) / 2
    }
    area = positives > 0 && negatives > 0 ? sum : .nan
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
