import OrreryKit

/// How far values are off, outliers above all.
struct RootMeanSquareMetric: Metric {
  static let info = MetricInfo(
    name: "root-mean-square-error",
    summary: "Root mean square of what values are off, in their unit.", measures: [.values],
    isBetterWhenLower: true)

  func value(of rows: ScoredRows) -> Double { rows.residuals?.rootMeanSquare ?? .nan }
}
