import OrreryKit

/// An object that has passed every stage.
struct PreparedObject: Sendable {
  /// As the model takes it.
  var object: SkyObject
  /// As it was behind the last preparation stage, in physical values: what products show.
  var content: SkyObject.Content
  /// What had been done to `content`, a line each.
  var history: [String]
}
