import OrreryKit

/// How many of each class are found, rare ones as frequent ones.
struct BalancedAccuracyMetric: Metric {
  static let info = MetricInfo(
    name: "balanced-accuracy", summary: "Mean share of each true class that is found.",
    measures: [.classes])

  func value(of rows: ScoredRows) -> Double { rows.confusion.balancedAccuracy }
}
