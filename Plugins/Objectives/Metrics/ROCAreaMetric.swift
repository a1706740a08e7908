import OrreryKit

/// How often an object of a class outranks one of another.
struct ROCAreaMetric: Metric {
  static let info = MetricInfo(
    name: "roc-auc", summary: "Mean area under the ROC curve of each class against the rest.",
    measures: [.classes], reference: "Fawcett 2006, Pattern Recognition Letters 27, 861")

  func value(of rows: ScoredRows) -> Double {
    rows.meanOverClasses {
      ROCCurve(probabilities: $0, classes: rows.classes.count, labels: $1, positive: $2).area
    }
  }
}
