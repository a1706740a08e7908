/// What a metric says of itself.
public struct MetricInfo: Sendable {
  /// Name in YAML: `macro-f1`; authors outside Orrery prefix theirs: `me/purity`.
  public var name: String
  /// One line.
  public var summary: String
  /// Outputs that it can measure.
  public var measures: Set<OutputKind>
  /// Unit as in TUNIT; `nil` of a plain number.
  public var unit: String?
  /// One entry for each key.
  public var settings: [Setting]
  /// Where the metric is described.
  public var reference: String?

  public init(
    name: String, summary: String, measures: Set<OutputKind>, unit: String? = nil,
    settings: [Setting] = [], reference: String? = nil
  ) {
    self.name = name
    self.summary = summary
    self.measures = measures
    self.unit = unit
    self.settings = settings
    self.reference = reference
  }
}
