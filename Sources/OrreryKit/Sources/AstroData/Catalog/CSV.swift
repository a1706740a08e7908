/// Comma-separated tables (RFC 4180), with `#` comment lines.
public enum CSV {
  /// Largest file that is read, in bytes.
  static let sizeLimit = 1 << 30
  /// Most columns of a table.
  static let columnLimit = 10_000

  /// Reads a table; the first row holds the columns' names. A gzip file is unpacked.
  ///
  /// A column is integer where every cell is a whole number that fits Int64, real where every cell
  /// is a number (`nan` and `inf` included), else text. An empty cell is null, in a text column
  /// an empty string that is not quoted.
  ///
  /// - Parameters:
  ///   - separator: one ASCII character.
  ///   - columns: names, case ignored, in the order wanted; `nil` for all.
  /// - Throws: `DataError`: `unreadable`; `damaged` with the line where a row has more or fewer
  ///   cells than the first or a quote is not closed; `missing` for a column; `tooLarge`.
  public static func read(
    _ path: String, separator: Character = ",", columns: [String]? = nil
  ) throws -> Catalog {
    let file = try FileBytes(opening: path)
    guard file.count <= sizeLimit else {
      throw DataError(.tooLarge, "more than \(sizeLimit >> 20) MiB of text", file: path)
    }
    do {
      return try parse(
        file.bytes(at: 0, count: file.count), separator: separator, columns: columns)
    } catch var error as DataError {
      error.file = path
      throw error
    }
  }

  /// Reads a table that is in memory.
  /// - Throws: as `read`.
  public static func parse(
    _ text: [UInt8], separator: Character = ",", columns chosen: [String]? = nil
  ) throws -> Catalog {
    guard let mark = separator.asciiValue else {
      throw DataError(.invalidValue, "the separator '\(separator)' is not ASCII")
    }
    var rows = CSVRows(text, separator: mark)
    var row: [CSVRows.Cell] = []
    guard try rows.next(into: &row) else { throw DataError(.damaged, "no line of names") }
    let width = row.count
    guard width <= columnLimit else {
      throw DataError(.tooLarge, "\(width) columns; at most \(columnLimit) are read")
    }
    let names = uniqueNames(row)
    let places = try chosen?.map { try place(of: $0, among: names) } ?? Array(names.indices)
    var columns = places.map { _ in CSVColumn() }
    while try rows.next(into: &row) {
      guard row.count == width else {
        // One empty cell is an empty line.
        if row.count == 1, row[0].bytes.isEmpty, !row[0].isQuoted { continue }
        throw DataError(
          .damaged, "line \(rows.startLine): \(row.count) cells, the first line has \(width)")
      }
      for index in places.indices { columns[index].append(row[places[index]]) }
    }
    return Catalog(columns: zip(places, columns).map { $1.column(names[$0]) })
  }

  /// The names of a file's columns.
  /// - Throws: `DataError`: `unreadable`; `damaged` where there is no line of names.
  public static func columnNames(ofFile path: String) throws -> [String] {
    let file = try FileBytes(opening: path)
    // Ten thousand names fit into the first megabyte.
    return try columnNames(file.bytes(at: 0, count: min(file.count, 1 << 20)))
  }

  /// The names of a table that is in memory.
  /// - Throws: `DataError.damaged` where there is no line of names.
  static func columnNames(_ text: [UInt8], separator: UInt8 = UInt8(ascii: ",")) throws -> [String]
  {
    var rows = CSVRows(text, separator: separator)
    var row: [CSVRows.Cell] = []
    guard try rows.next(into: &row) else { throw DataError(.damaged, "no line of names") }
    return uniqueNames(row)
  }

  private static func place(of name: String, among names: [String]) throws -> Int {
    let key = name.lowercased()
    if let place = names.firstIndex(where: { $0.lowercased() == key }) { return place }
    let some = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    throw DataError(.missing, "no column '\(name)'; the table has \(some)")
  }

  /// The names, trimmed, with a number behind each that came before (case ignored).
  private static func uniqueNames(_ cells: [CSVRows.Cell]) -> [String] {
    var seen: Set<String> = []
    return cells.enumerated().map { index, cell in
      var title = CardText.string(CardText.trimmed(cell.bytes))
      if title.isEmpty { title = "col\(index + 1)" }
      var name = title
      var number = 2
      while !seen.insert(name.lowercased()).inserted {
        name = "\(title)_\(number)"
        number += 1
      }
      return name
    }
  }

  // MARK: - Writing

  /// Writes a table whole or not at all: names, then rows; nulls are empty cells, cells with
  /// several values are quoted lists with blanks between them.
  /// - Throws: `DataError`: `invalidValue` where columns differ in length, `unwritable`.
  public static func write(_ table: Catalog, to path: String) throws {
    try AtomicFile.write(format(table), to: path)
  }

  /// The text of a table; numbers read back to the same values.
  /// - Throws: `DataError.invalidValue` where columns differ in length.
  public static func format(_ table: Catalog) throws -> [UInt8] {
    var text: [UInt8] = []
    appendRow(table.columns.map { quoted($0.name) }, to: &text)
    return try text + rows(of: table)
  }

  /// The text of a table's rows without its names: a further piece of what `format` began.
  /// - Throws: `DataError.invalidValue` where columns differ in length.
  public static func rows(of table: Catalog) throws -> [UInt8] {
    for column in table.columns where column.rowCount != table.rowCount {
      throw DataError(
        .invalidValue,
        "column \(column.name) has \(column.rowCount) rows, the table \(table.rowCount)")
    }
    var text: [UInt8] = []
    for row in 0..<table.rowCount {
      appendRow(table.columns.map { cell($0, row) }, to: &text)
    }
    return text
  }

  private static func appendRow(_ cells: [String], to text: inout [UInt8]) {
    text += cells.joined(separator: ",").utf8
    text.append(UInt8(ascii: "\n"))
  }

  private static func cell(_ column: Column, _ row: Int) -> String {
    if column.isNull?[row] == true { return "" }
    let range = row * column.width..<(row + 1) * column.width
    switch column.values {
    case .logical(let values): return list(values[range])
    case .integer(let values): return list(values[range])
    case .real(let values): return list(values[range])
    case .float(let values): return list(values[range])
    case .string(let values):
      // An empty string that is a value is quoted; an empty cell is null.
      let text = values[range].joined(separator: " ")
      return text.isEmpty ? "\"\"" : quoted(text)
    case .variable(let rows): return list(rows[row][...])
    }
  }

  private static func list<Value>(_ values: ArraySlice<Value>) -> String {
    values.count == 1
      ? "\(values[values.startIndex])"
      : "\"" + values.map { "\($0)" }.joined(separator: " ") + "\""
  }

  private static func quoted(_ text: String) -> String {
    let needsQuotes = text.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    let isGuarded = text.hasPrefix("#") || text.hasPrefix(" ") || text.hasSuffix(" ")
    guard needsQuotes || isGuarded else { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
