/// How often answers are right beside how sure they were said to be, in bins of equal mass
/// (Nguyen & O'Connor 2015, arXiv:1508.05154).
public struct CalibrationCurve: Sendable, Equatable {
  /// One bin of the reliability diagram.
  public struct Bin: Sendable, Equatable, Codable {
    public var count: Int
    /// How much they count together.
    public var weight: Double
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
  ///   - weights: how much each answer counts; alike where `nil`. Bins are of equal weight then.
  ///   - bins: fewer where there are fewer answers.
  public init(
    confidences: [Double], isRight: [Bool], weights: [Double]? = nil, bins binCount: Int = 15
  ) {
    precondition(
      confidences.count == isRight.count && binCount > 0
        && (weights?.count ?? isRight.count) == isRight.count,
      "CalibrationCurve: \(confidences.count) confidences for \(isRight.count) answers")
    let count = confidences.count
    let order = confidences.indices.sorted {
      (confidences[$0], $0) < (confidences[$1], $1)
    }
    func weight(_ n: Int) -> Double { weights?[n] ?? 1 }
    let total = order.reduce(0) { $0 + weight($1) }
    let pieces = min(binCount, count)
    // Each bin begins with the answer in which its share of the weight begins.
    var starts: [Int] = []
    var mass = 0.0
    for (place, n) in order.enumerated() {
      mass += weight(n)
      while starts.count < pieces, mass * Double(pieces) > Double(starts.count) * total {
        starts.append(place)
      }
    }
    let ends = starts.dropFirst() + [count]
    let bins = zip(starts, ends).filter { $0 < $1 }.map { start, end in
      let members = order[start..<end]
      let sum = members.reduce(0) { $0 + weight($1) }
      return Bin(
        count: members.count, weight: sum,
        confidence: members.reduce(0) { $0 + weight($1) * confidences[$1] } / sum,
        accuracy: members.reduce(0) { $0 + (isRight[$1] ? weight($1) : 0) } / sum)
    }
    self.bins = bins
    error =
      count == 0
      ? .nan
      : bins.reduce(0) { $0 + $1.weight / total * abs($1.accuracy - $1.confidence) }
  }
}
