import OrreryKit

/// Purity over all completenesses.
struct AveragePrecisionMetric: Metric {
  static let info = MetricInfo(
    name: "average-precision",
    summary: "Mean purity over all completenesses, of each class against the rest.",
    measures: [.classes])

  func value(of rows: ScoredRows) -> Double {
    rows.meanOverClasses {
      PrecisionRecallCurve(
        probabilities: $0, classes: rows.classes.count, labels: $1, positive: $2
      ).averagePrecision
    }
  }
}
