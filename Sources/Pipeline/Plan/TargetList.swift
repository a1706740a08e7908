import OrreryKit

/// Places on the sky that are cut out of images, without reading the images as a whole.
public struct TargetList: Sendable, Equatable {
  /// One of them.
  public struct Target: Sendable, Equatable {
    /// Empty where the table names none.
    public var name: String
    /// ICRS.
    public var position: SkyPosition
  }

  /// The table they came from, as the user named it.
  public var path: String
  /// SHA-256 of the table.
  public var digest: String
  /// Side of a stamp in pixels.
  public var size: Int
  /// Columns that were asked for; `nil` for those that were looked for.
  var columns: [String: String]
  /// In the order of the table.
  public var targets: [Target]

  /// - Parameters:
  ///   - path: FITS or CSV table.
  ///   - columns: names under `id`, `ra`, `dec`; common ones are looked for where absent.
  /// - Throws: `DataError` where the table cannot be read or a row has no place on the sky.
  init(path: String, size: Int, columns: [String: String]) throws {
    let table = try TableSource(path, unit: .first)
    func find(_ key: String, _ common: [String]) throws -> String? {
      let wanted = columns[key].map { [$0] } ?? common
      let found = wanted.lazy.compactMap { name in
        table.columnNames.first { $0.lowercased() == name.lowercased() }
      }.first
      if found == nil, let name = columns[key] {
        throw DataError(
          .missing,
          "no column '\(name)'" + NearestNames.suggestion(for: name, among: table.columnNames),
          file: path)
      }
      return found
    }
    guard let ra = try find("ra", ["ra", "ra_icrs", "raj2000", "alpha_j2000", "ra_deg"]),
      let dec = try find(
        "dec", ["dec", "de_icrs", "decj2000", "dej2000", "delta_j2000", "dec_deg"])
    else {
      throw DataError(
        .missing, "no columns of right ascension and declination; name them with `ra` and `dec`",
        file: path)
    }
    let id = try find("id", TableInput.idNames)
    let rows = try table.read([id, ra, dec].compactMap { $0 })
    guard let right = rows[ra]?.doubles, let up = rows[dec]?.doubles else {
      throw DataError(.invalidValue, "'\(ra)' and '\(dec)' hold no single numbers", file: path)
    }
    let names = id.flatMap { rows[$0]?.labels }
    targets = try right.indices.map { row in
      guard (0...360).contains(right[row]), (-90...90).contains(up[row]) else {
        throw DataError(
          .invalidValue, "row \(row) is no place on the sky: \(right[row]), \(up[row]) degrees",
          file: path)
      }
      return Target(
        name: names?[row] ?? "", position: SkyPosition(ra: right[row], dec: up[row]))
    }
    self.path = path
    self.size = size
    self.columns = columns
    digest = try SHA256.hexadecimal(ofFile: path)
  }

  var digestValue: JSONValue {
    .object([
      "table": .string(digest), "size": .integer(Int64(size)),
      "columns": .object(columns.mapValues(JSONValue.string)),
    ])
  }
}
