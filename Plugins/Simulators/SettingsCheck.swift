import OrreryKit

/// Checks of settings that a type, range or choice cannot express.
enum SettingsCheck {
  /// A list of names that must not be empty, repeat or hold others than `known`.
  static func names(_ names: [String], among known: [String], key: String) throws {
    guard !names.isEmpty else { throw Settings.Failure(path: [key], reason: "must not be empty") }
    for (place, name) in names.enumerated() {
      guard known.contains(name) else {
        throw Settings.Failure(
          path: [key],
          reason: "no '\(name)'" + NearestNames.suggestion(for: name, among: known))
      }
      guard !names[..<place].contains(name) else {
        throw Settings.Failure(path: [key], reason: "'\(name)' stands there twice")
      }
    }
  }

  /// Two ends of a range.
  static func order(_ lower: Double, _ upper: Double, key: String) throws {
    guard lower <= upper else {
      throw Settings.Failure(path: [key], reason: "\(lower) is above the other end, \(upper)")
    }
  }
}
