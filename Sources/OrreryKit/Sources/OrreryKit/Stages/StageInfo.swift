/// What a stage says of itself, without running.
public struct StageInfo: Sendable {
  /// What a stage is for.
  @frozen
  public enum Category: String, Sendable, CaseIterable, Codable {
    case preparation, normalisation, augmentation
  }

  /// Verb and noun as in YAML: `subtract-background`.
  public var name: String
  /// One line.
  public var summary: String
  public var category: Category
  public var accepts: Set<DataKind>
  /// What an earlier stage must have provided (`sources`), for the check of the order.
  public var requires: Set<String>
  public var provides: Set<String>
  /// One entry for each key, in the order to show them.
  public var settings: [Setting]
  /// What happens to NaN and masked values, in a line.
  public var missingData: String
  /// Where the method is described.
  public var reference: String?

  public init(
    name: String, summary: String, category: Category, accepts: Set<DataKind>,
    requires: Set<String> = [], provides: Set<String> = [], settings: [Setting] = [],
    missingData: String, reference: String? = nil
  ) {
    self.name = name
    self.summary = summary
    self.category = category
    self.accepts = accepts
    self.requires = requires
    self.provides = provides
    self.settings = settings
    self.missingData = missingData
    self.reference = reference
  }
}
