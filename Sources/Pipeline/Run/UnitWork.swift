import OrreryKit

/// An entry of a file that is being worked on.
struct UnitWork: Sendable {
  var input: String
  var entry: Int
  /// SHA-256 of the file.
  var digest: String
  var cause: Cause
  /// What stands of it from before; `nil` where nothing does.
  var kept: UnitRecord?
  /// True of an image that objects are cut out of.
  var isField = false

  /// Whether the object at a place stands from before.
  func keeps(_ place: Int) -> Bool { kept?.objects[place] != nil }
}
