import OrreryKit

/// A table that the model made of objects, split by object again.
struct PredictionTable: Sendable {
  /// Most rows of a table that are read: above, objects' pages go without it.
  static let rowLimit = 5_000_000
  /// Most rows of one object that a page shows.
  static let objectLimit = 2000

  private let name: String
  private let columns: [ReportColumn]
  /// Rows of each object, which stand together.
  private let rows: [String: Range<Int>]

  /// `nil` where the rows are not named by object.
  init?(_ catalog: Catalog) {
    guard let ids = catalog["id"]?.labels, !ids.isEmpty else { return nil }
    var rows: [String: Range<Int>] = [:]
    var start = 0
    for row in 1...ids.count where row == ids.count || ids[row] != ids[start] {
      rows[ids[start]] = rows[ids[start]] ?? start..<row
      start = row
    }
    name = catalog.name.lowercased().printable
    columns = catalog.columns.filter { $0.name.lowercased() != "id" && $0.width == 1 }
      .compactMap { ReportColumn($0) }
    self.rows = rows
  }

  func part(of id: String) -> ObjectDetails.Table? {
    guard let all = rows[id] else { return nil }
    let shown = all.prefix(Self.objectLimit)
    let parts = columns.map { column in
      let values =
        column.numbers.map { PackedColumn(doubles: Array($0[shown])) }
        ?? PackedColumn(texts: Array((column.texts ?? [])[shown]))
      return ObjectDetails.Table.Column(
        name: column.name, unit: column.unit, about: column.about, values: values)
    }
    return ObjectDetails.Table(name: name, columns: parts, omitted: all.count - shown.count)
  }
}
