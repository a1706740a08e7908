/// How often answers are right beside how sure they were said to be, in bins of equal mass
/// (Nguyen & O'Connor 2015, arXiv:1508.05154).
public struct CalibrationCurve: Sendable, Equatable {
  /// One bin of the reliability diagram.
  public struct Bin: Sendable, Equatable, Codable {
    public var count: Int
    /// Mean probability that was given.
    public var confidence: Double
    /// Fraction of them that are right.
    public var accuracy: Double
  }

  /// From the lowest confidence.
  public let bins: [Bin]
  /// Expected calibration error: Σ n/N |accuracy - confidence| (Naeini et al. 2015); NaN where there
  /// is no answer.
  public let error: Double

  /// - Parameters:
  ///   - confidences: finite probabilities.
  ///   - isRight: whether each came true.
  ///   - bins: fewer where there are fewer answers.
  public init(confidences: [Double], isRight: [Bool], bins binCount: Int = 15) {
    precondition(
      confidences.count == isRight.count && binCount > 0,
      "CalibrationCurve: \(confidences.count) confidences for \(isRight.count) answers")
    let count = confidences.count
    let order = confidences.indices.sorted {
      (confidences[$0], $0) < (confidences[$1], $1)
    }
    let pieces = min(binCount, count)
    let bins = (0..<pieces).map { b in
      let members = order[(b * count / pieces)..<((b + 1) * count / pieces)]
      let n = Double(members.count)
      return Bin(
        count: members.count, confidence: members.reduce(0) { $0 + confidences[$1] } / n,
        accuracy: Double(members.count { isRight[$0] }) / n)
    }
    self.bins = bins
    error =
      count == 0
      ? .nan
      : bins.reduce(0) {
        $0 + Double($1.count) / Double(count) * abs($1.accuracy - $1.confidence)
      }
  }
}
