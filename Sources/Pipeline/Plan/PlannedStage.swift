import OrreryKit

/// A stage with its settings, and where the description names it.
public struct PlannedStage: Sendable {
  public var stage: any Stage
  /// All settings (Swift property names), defaults filled in.
  public var settings: JSONValue
  /// The properties that the description sets itself.
  public var given: Set<String>
  public var place: Place

  public var info: StageInfo { type(of: stage).info }
  public var name: String { info.name }
}
