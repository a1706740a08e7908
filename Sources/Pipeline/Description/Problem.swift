import OrreryKit

/// One mistake in a description: `file:line:column: key.path: reason`.
public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
  public var place: Place
  /// Keys down to the value; empty for the whole file.
  public var path: [String]
  public var reason: String

  public init(_ place: Place, _ path: [String], _ reason: String) {
    self.place = place
    self.path = path
    self.reason = reason
  }

  /// One line without control characters, at most 400 characters.
  public var description: String {
    let keys = path.isEmpty ? "" : path.joined(separator: ".") + ": "
    let line = "\(place): \(keys)\(reason)".printable
    return line.count <= 400 ? line : line.prefix(399) + "…"
  }
}
