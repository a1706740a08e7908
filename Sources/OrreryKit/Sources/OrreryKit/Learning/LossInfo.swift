/// What a loss says of itself.
public struct LossInfo: Sendable {
  /// Name in YAML: `focal`; authors outside Orrery prefix theirs: `me/tversky`.
  public var name: String
  /// One line.
  public var summary: String
  /// Outputs that it can compare.
  public var compares: Set<OutputKind>
  /// Whether it counts `Comparison.classWeights`: a recipe may ask a loss that does for them.
  public var countsClassWeights: Bool
  /// One entry for each key; `function` and `class-weights` are the recipe's own.
  public var settings: [Setting]
  /// Where the loss is described.
  public var reference: String?

  public init(
    name: String, summary: String, compares: Set<OutputKind>, countsClassWeights: Bool = false,
    settings: [Setting] = [], reference: String? = nil
  ) {
    self.name = name
    self.summary = summary
    self.compares = compares
    self.countsClassWeights = countsClassWeights
    self.settings = settings
    self.reference = reference
  }
}
