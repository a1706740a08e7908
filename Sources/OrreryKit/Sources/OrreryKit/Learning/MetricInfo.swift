/// What a metric says of itself.
public struct MetricInfo: Sendable {
  /// Name in YAML: `macro-f1`; authors outside Orrery prefix theirs: `me/purity`.
  public var name: String
  /// One line.
  public var summary: String
  /// Outputs that it can measure.
  public var measures: Set<OutputKind>
  /// Of two models the one with the lower figure is better: errors. Others are better when higher.
  public var isBetterWhenLower: Bool
  /// Unit as in TUNIT; `nil` of a plain number.
  public var unit: String?
  /// One entry for each key.
  public var settings: [Setting]
  /// Where the metric is described.
  public var reference: String?

  /// A figure that is better when higher.
  public init(
    name: String, summary: String, measures: Set<OutputKind>, unit: String? = nil,
    settings: [Setting] = [], reference: String? = nil
  ) {
    self.init(
      name: name, summary: summary, measures: measures, isBetterWhenLower: false, unit: unit,
      settings: settings, reference: reference)
  }

  public init(
    name: String, summary: String, measures: Set<OutputKind>, isBetterWhenLower: Bool,
    unit: String? = nil, settings: [Setting] = [], reference: String? = nil
  ) {
    self.name = name
    self.summary = summary
    self.measures = measures
    self.isBetterWhenLower = isBetterWhenLower
    self.unit = unit
    self.settings = settings
    self.reference = reference
  }
}
