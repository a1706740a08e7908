import OrreryKit

/// The model of a plan: which weights, what their card says, how they are run.
public struct PlannedModel: Sendable {
  public var entry: ModelEntry
  public var card: ModelCard
  /// SHA-256 of the weights file.
  public var digest: String
  /// Configuration of the architecture (Swift property names), the description's keys over the
  /// card's.
  public var configuration: JSONValue
  /// Objects predicted at once.
  public var batch: Int
}
