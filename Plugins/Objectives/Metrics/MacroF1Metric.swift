import OrreryKit

/// Completeness and purity in one, rare classes as frequent ones.
struct MacroF1Metric: Metric {
  static let info = MetricInfo(
    name: "macro-f1", summary: "Mean over the classes of F1, from completeness and purity.",
    measures: [.classes])

  func value(of rows: ScoredRows) -> Double { rows.confusion.macroF1 }
}
