import OrreryKit

/// A stage that changes a catalogue row and draws no random numbers.
///
/// A conforming stage writes `process` alone. A row that has lost its last value is flagged
/// `no-valid-data`.
protocol RowStage: Stage {
  func process(_ row: inout CatalogRow, of object: inout SkyObject) throws
}

extension RowStage {
  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    var row = try object.row(for: Self.self)
    var result = object
    try process(&row, of: &result)
    if row.finiteCount == 0 { result.flag(.noValidData) }
    result.row = row
    return result
  }
}

extension SkyObject {
  /// The row, for a stage that takes no other kind.
  /// - Throws: `DataError.invalidValue` where it is another kind.
  func row(for stage: any Stage.Type) throws -> CatalogRow {
    if let row { return row }
    throw DataError(
      .invalidValue, "\(stage.info.name) takes catalogue rows, \(id) is a \(kind.rawValue)")
  }
}

extension CatalogRow {
  /// Where a column stands.
  /// - Throws: `DataError.missing` with the nearest names.
  func place(of name: String, for object: SkyObject) throws -> Int {
    if let place = index(of: name) { return place }
    throw DataError(
      .missing,
      "\(object.id): no column '\(name)'" + NearestNames.suggestion(for: name, among: names))
  }
}
