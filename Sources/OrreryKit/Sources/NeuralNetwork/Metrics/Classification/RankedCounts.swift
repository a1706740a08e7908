/// How many positives and negatives score at least as high as each value that occurs.
struct RankedCounts {
  /// Distinct scores, falling.
  private(set) var thresholds: [Double] = []
  /// Positives that score at least that much.
  private(set) var positives: [Int] = []
  private(set) var negatives: [Int] = []
  /// Objects whose score is NaN.
  private(set) var unusable = 0

  init(scores: [Double], isPositive: [Bool]) {
    precondition(
      scores.count == isPositive.count,
      "\(scores.count) scores for \(isPositive.count) objects")
    let order = scores.indices.filter { !scores[$0].isNaN }.sorted { scores[$0] > scores[$1] }
    unusable = scores.count - order.count
    var (found, wrong) = (0, 0)
    for (place, index) in order.enumerated() {
      if isPositive[index] { found += 1 } else { wrong += 1 }
      // Equal scores cannot be told apart: one step for all of them.
      let isLast = place + 1 == order.count || scores[order[place + 1]] < scores[index]
      guard isLast else { continue }
      thresholds.append(scores[index])
      positives.append(found)
      negatives.append(wrong)
    }
  }

  /// The column of one class of `[N, classes]` probabilities.
  static func column(_ probabilities: [Float], classes: Int, labels: [Int], positive: Int)
    -> (scores: [Double], isPositive: [Bool])
  {
    precondition(
      probabilities.count == labels.count * classes && (0..<classes).contains(positive),
      "class \(positive): \(probabilities.count) probabilities, \(labels.count) labels of "
        + "\(classes) classes")
    return (
      labels.indices.map { Double(probabilities[$0 * classes + positive]) },
      labels.map { $0 == positive }
    )
  }
}
