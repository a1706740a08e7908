import OrreryKit

/// What a process that runs plug-ins is told first.
struct IsolatedWork: Codable, Sendable {
  struct Stage: Codable, Sendable {
    /// Its place in the plan.
    var place: Int
    var name: String
    /// All settings, Swift property names.
    var settings: JSONValue
  }

  var libraries: [String]
  var memory: Int?
  /// Of the plan.
  var seed: UInt64
  var stages: [Stage]
  /// `nil` where the plan's model is no plug-in's.
  var model: PlannedModel?
}
