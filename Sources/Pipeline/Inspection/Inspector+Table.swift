import Foundation
import OrreryKit
import Stages

extension Inspector {
  /// Bytes of a FITS table that are read for its statistics.
  private static let tableLimit = 1 << 26

  /// A file without an image or a series: the columns of a table, or the cards of a header.
  func inspect(
    table index: Int, of file: FITSFile, _ request: InspectionRequest, _ bytes: Int
  ) throws -> Result {
    let hdu = file.hdus[index]
    var facts = Inspection(
      request, bytes: bytes, kind: hdu.hasTable ? "table" : "header", name: hdu.name,
      units: Self.units(file, shown: index))
    guard hdu.hasTable else {
      facts.facts = HeaderFacts.all(hdu.header)
      if hdu.kind != .empty {
        facts.warnings.append("the data of HDU \(index) (\(hdu.kind.rawValue)) cannot be read")
      }
      if let row = request.row {
        throw InspectionRefusal(
          "no entry \(row): HDU \(index) has no rows that can be read", file: request.file)
      }
      return Result(facts: facts, content: nil)
    }
    facts.facts = HeaderFacts.read([hdu.header, file.hdus[0].header])
    var content: CatalogRow?
    let rowSize = max(1, hdu.header.integer("NAXIS1") ?? 1)
    let count = min(hdu.rowCount, max(1, Self.tableLimit / rowSize))
    do {
      let table = try file.readTable(index, rows: 0..<count)
      let row = try Self.row(request, of: hdu.rowCount) { id in
        if let row = TableEntry.row(called: id, in: table) { return row }
        for start in stride(from: count, to: hdu.rowCount, by: max(1, count)) {
          let part = start..<min(start + count, hdu.rowCount)
          let found = TableEntry.row(called: id, in: try file.readTable(index, rows: part))
          if let found { return start + found }
        }
        return nil
      } names: {
        TableEntry.names(in: table)
      }
      let shown =
        row < max(1, count) ? nil : try file.readTable(index, rows: row..<row + 1)
      facts.table = Self.columns(table, row: row, shown: shown)
      if request.asksForRow {
        (facts.entry, facts.entries) = (row, hdu.rowCount)
        content = Self.row(shown.map { ($0, 0) } ?? (table, row))
      }
      if count < hdu.rowCount {
        facts.warnings.append("statistics of the first \(count) of \(hdu.rowCount) rows")
      }
    } catch let error as DataError where request.row == nil && request.id == nil {
      facts.warnings.append("the table cannot be read: \(error.reason)".printable)
    }
    return try predicted(Result(facts: facts, content: nil), content, request)
  }

  /// What a model says of a row that was asked for.
  private func predicted(
    _ result: Result, _ row: CatalogRow?, _ request: InspectionRequest
  ) throws -> Result {
    guard let row, !row.names.isEmpty else { return result }
    var result = result
    try predict(.row(row), request, into: &result)
    return result
  }

  /// The cells of a row that hold one number; `nil` where the table has no such row.
  private static func row(_ place: (table: Catalog, row: Int)) -> CatalogRow? {
    guard place.row < place.table.rowCount else { return nil }
    var names: [String] = []
    var values: [Double] = []
    for column in place.table.columns where column.width == 1 {
      guard !names.contains(column.name), let cells = column.doubles else { continue }
      names.append(column.name)
      values.append(cells[place.row])
    }
    return CatalogRow(names: names, values: values)
  }

  func inspect(text table: Catalog, _ request: InspectionRequest, _ bytes: Int) throws -> Result {
    if let first = table.columns.first, table.columns.count == 1, first.name.contains(" ") {
      throw DataError(
        .notRecognised, "is text, but neither a light curve nor a table with commas",
        file: request.file)
    }
    let row = try Self.row(request, of: table.rowCount) {
      TableEntry.row(called: $0, in: table)
    } names: {
      TableEntry.names(in: table)
    }
    var facts = Inspection(request, bytes: bytes, kind: "table", name: table.name, units: [])
    facts.facts = [.init(name: "Rows", value: "\(table.rowCount)")]
    facts.table = Self.columns(table, row: row, shown: nil)
    guard request.asksForRow else { return Result(facts: facts, content: nil) }
    (facts.entry, facts.entries) = (row, table.rowCount)
    return try predicted(
      Result(facts: facts, content: nil), Self.row((table, row)), request)
  }

  /// The row that is asked for by its number or a name; the first where neither is.
  private static func row(
    _ request: InspectionRequest, of count: Int, called find: (String) throws -> Int?,
    names: () -> [String]
  ) throws -> Int {
    if let id = request.id {
      if let row = try find(id) { return row }
      throw InspectionRefusal(
        "no row is called '\(id)'" + NearestNames.suggestion(for: id, among: names()),
        file: request.file)
    }
    if request.position != nil || request.pixel != nil {
      throw InspectionRefusal("is a table: there is no place to cut out", file: request.file)
    }
    guard let row = request.row else { return 0 }
    guard (0..<count).contains(row) else {
      throw InspectionRefusal("no entry \(row): there are \(count), from 0", file: request.file)
    }
    return row
  }

  private static func columns(
    _ table: Catalog, row: Int, shown: Catalog?
  ) -> [Inspection.TableColumn] {
    table.columns.enumerated().map { index, column in
      var result = Inspection.TableColumn(
        name: column.name, type: type(of: column), unit: column.unit,
        missing: column.isNull?.count { $0 } ?? 0)
      result.value = (shown?.columns[index]).map { text($0, 0) } ?? text(column, row)
      guard let values = column.doubles else { return result }
      let sorted = values.filter(\.isFinite).sorted()
      if column.width == 1 { result.missing = values.count { $0.isNaN } }
      result.minimum = sorted.first
      result.maximum = sorted.last
      result.median = sorted.isEmpty ? nil : sorted[sorted.count / 2]
      return result
    }
  }

  private static func type(of column: Column) -> String {
    let name =
      switch column.values {
      case .logical: "logical"
      case .integer: "integer"
      case .real, .float: "real"
      case .string: "text"
      case .variable: "lists"
      }
    return column.width == 1 ? name : "\(name)[\(column.width)]"
  }

  /// A cell as text, the first values of a long one; `nil` outside the table.
  private static func text(_ column: Column, _ row: Int) -> String? {
    guard row < column.rowCount else { return nil }
    if column.isNull?[row] == true { return nil }
    let range = row * column.width..<row * column.width + min(column.width, 4)
    var words: [String]
    var isLonger = column.width > 4
    switch column.values {
    case .logical(let values): words = values[range].map { $0 ? "yes" : "no" }
    case .integer(let values): words = values[range].map(String.init)
    case .real(let values): words = values[range].map { String(format: "%.10g", $0) }
    case .float(let values): words = values[range].map { String(format: "%.7g", Double($0)) }
    case .string(let values): words = values[range].map { String($0.prefix(60)) }
    case .variable(let rows):
      words = rows[row].prefix(4).map { String(format: "%.7g", $0) }
      isLonger = rows[row].count > 4
    }
    return words.joined(separator: ", ").printable + (isLonger ? ", …" : "")
  }
}
