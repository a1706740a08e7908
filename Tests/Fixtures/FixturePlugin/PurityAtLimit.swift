import OrreryKit

/// How pure what a model is sure of is.
struct PurityAtLimit: Metric {
  var least = 0.9

  static let info = MetricInfo(
    name: "fixture/purity", summary: "Share that is right of what the model is sure of.",
    measures: [.classes],
    settings: [Setting("least", "Least probability of what it is sure of", range: 0...1)])

  func value(of rows: ScoredRows) -> Double {
    let (probabilities, width) = (rows.predicted.scalars, rows.classes.count)
    var (right, sure) = (0, 0)
    for (row, label) in rows.labels.enumerated() {
      let own = probabilities[row * width..<(row + 1) * width]
      guard let highest = own.max(), Double(highest) >= least else { continue }
      sure += 1
      if own[row * width + label] == highest { right += 1 }
    }
    return Double(right) / Double(sure)
  }
}
