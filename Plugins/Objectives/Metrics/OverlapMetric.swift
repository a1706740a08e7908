import OrreryKit

/// How far what is found and what is there are the same places.
struct OverlapMetric: Metric {
  var threshold = 0.5

  static let info = MetricInfo(
    name: "intersection-over-union",
    summary: "Places that are found and there, of those that are either.",
    measures: [.presence],
    settings: [Setting("threshold", "Least probability of what is found", range: 0...1)])

  func value(of rows: ScoredRows) -> Double {
    var report = PixelReport()
    let pairs = zip(rows.predicted.scalars, rows.truth.scalars).filter { $1.isFinite }
    report.add(
      probabilities: pairs.map(\.0), isSource: pairs.map { $0.1 >= 0.5 },
      threshold: Float(threshold))
    return report.intersectionOverUnion
  }
}
