import OrreryKit

/// What is read, and how its files become objects.
public struct InputPlan: Sendable {
  /// Which header-data unit of a FITS file is read.
  public enum Unit: Sendable, Equatable {
    /// The first that holds data of the declared kind.
    case first
    /// Every one that does: an object of each.
    case every
    case number(Int)
    /// EXTNAME, case ignored.
    case name(String)
  }

  public var kind: DataKind
  /// Patterns and names as given.
  public var patterns: [String]
  /// The files that they match: sorted by name, each once.
  public var files: [String]
  public var unit: Unit
  /// Planes to keep, in this order: numbers from 0 or names; empty keeps all.
  public var bands: [String]
  /// True where each entry of the last axis of a cube is an object of its own.
  public var isStack: Bool

  var digestValue: JSONValue {
    let unit: JSONValue =
      switch unit {
      case .first: .null
      case .every: .string("all")
      case .number(let number): .integer(Int64(number))
      case .name(let name): .string(name)
      }
    return .object([
      "kind": .string(kind.rawValue), "hdu": unit, "bands": .array(bands.map(JSONValue.string)),
      "stack": .bool(isStack),
    ])
  }

  /// The key of the description that declares each kind.
  static let keys: [(key: String, kind: DataKind)] = [
    ("images", .image), ("spectra", .spectrum), ("light-curves", .lightCurve),
  ]
}
