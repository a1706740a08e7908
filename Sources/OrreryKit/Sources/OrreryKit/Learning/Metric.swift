/// A figure of how good a model is, by name: `metrics: [macro-f1, { me/purity: { least: 0.9 } }]`.
///
/// A recipe's metrics are measured on the validation part after each epoch, where one of them may
/// choose the best (`monitor: macro-f1`), and once on the test part that training never saw: that
/// figure stands in the model's card. A metric is a value: its stored properties are its settings.
public protocol Metric: Codable, Sendable {
  static var info: MetricInfo { get }
  /// The defaults.
  init()
  /// Checks what types, choices and ranges of `info.settings` cannot.
  /// - Throws: `Settings.Failure` that names the key.
  func validate() throws
  /// - Returns: NaN where it is not defined: of no rows, of classes that do not occur.
  func value(of rows: ScoredRows) -> Double
}

extension Metric {
  public func validate() throws {}
}
