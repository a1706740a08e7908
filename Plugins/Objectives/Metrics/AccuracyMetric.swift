import OrreryKit

/// How many classes are right.
struct AccuracyMetric: Metric {
  static let info = MetricInfo(
    name: "accuracy", summary: "Share of the objects whose class is right.", measures: [.classes])

  func value(of rows: ScoredRows) -> Double { rows.confusion.accuracy }
}
