import OrreryKit

/// How far values are off.
struct MeanAbsoluteMetric: Metric {
  static let info = MetricInfo(
    name: "mean-absolute-error", summary: "Mean of what values are off, in their unit.",
    measures: [.values], isBetterWhenLower: true)

  func value(of rows: ScoredRows) -> Double { rows.residuals?.meanAbsolute ?? .nan }
}
