import OrreryKit

/// What was asked of a readable file cannot be had: no such HDU, entry, name, place or model.
public struct InspectionRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  /// In words, without the file's name.
  public var reason: String
  /// The file as the user named it.
  public var file: String

  init(_ reason: String, file: String) {
    self.reason = reason
    self.file = file
  }

  /// One line: `field.fits: reason`.
  public var description: String { "\(file): \(reason)".printable }
}
