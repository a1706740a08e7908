/// Why an object is worked on.
public enum Cause: Sendable, Hashable, CustomStringConvertible {
  /// Nothing is known of it.
  case new
  case inputChanged
  /// The parts of the description that are others.
  case configurationChanged([String])
  case productMissing
  case productAltered
  case failedBefore
  /// A run ended in the middle of its field.
  case interrupted

  public var description: String {
    switch self {
    case .new: "new"
    case .inputChanged: "input changed"
    case .configurationChanged(let parts):
      "configuration changed" + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")
    case .productMissing: "product missing"
    case .productAltered: "product altered"
    case .failedBefore: "failed before"
    case .interrupted: "interrupted before"
    }
  }
}
