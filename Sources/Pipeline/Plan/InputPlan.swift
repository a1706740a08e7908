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

  /// What makes objects of the rows of a table.
  public struct Table: Sendable, Equatable {
    /// Column of the objects' names; common ones are looked for where absent.
    public var id: String?
    /// Columns of a row, in order; empty for every column of numbers but the names'.
    public var columns: [String] = []
    /// Columns that are left out where none are named: labels are no input.
    public var excluded: [String] = []
  }

  public var kind: DataKind
  /// Patterns and names as given.
  public var patterns: [String]
  /// The files that they match: sorted by name, each once.
  public var files: [String]
  public var unit = Unit.first
  /// Planes of images to keep, in this order: numbers from 0 or names; empty keeps all.
  public var bands: [String] = []
  /// True where each entry of the last axis of a cube of images is an object of its own.
  public var isStack = false
  /// Places that are cut out of images; `nil` where each image is an object.
  public var targets: TargetList?
  /// Columns and bands of light curves.
  public var lightCurves = LightCurveSettings()
  public var table = Table()

  var digestValue: JSONValue {
    let unit: JSONValue =
      switch self.unit {
      case .first: .null
      case .every: .string("all")
      case .number(let number): .integer(Int64(number))
      case .name(let name): .string(name)
      }
    var values: [String: JSONValue] = [
      "kind": .string(kind.rawValue), "hdu": unit, "bands": .array(bands.map(JSONValue.string)),
      "stack": .bool(isStack),
    ]
    switch kind {
    case .lightCurve: values["light-curves"] = (try? Settings.encode(lightCurves)) ?? .null
    case .row:
      values["id"] = table.id.map(JSONValue.string) ?? .null
      values["columns"] = .array(table.columns.map(JSONValue.string))
    case .image: if let targets { values["positions"] = targets.digestValue }
    case .spectrum: break
    }
    return .object(values)
  }

  /// The key of the description that declares each kind.
  static let keys: [(key: String, kind: DataKind)] = [
    ("images", .image), ("spectra", .spectrum), ("light-curves", .lightCurve), ("table", .row),
  ]
}
