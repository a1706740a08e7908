/// What a binary table needs in a file, gathered from its pieces before they are written.
///
/// ```swift
/// var layout = TableLayout()
/// for piece in pieces { try layout.add(piece) }
/// try file.append(layout, name: "OBJECTS") { write in for piece in pieces { try write(piece) } }
/// ```
public struct TableLayout: Sendable {
  /// Rows of all pieces.
  public private(set) var rowCount = 0
  private(set) var columns: [ColumnLayout] = []
  /// Bytes of all cells of variable length.
  private(set) var heapSize = 0
  private(set) var header = Header()

  public init() {}

  /// Takes in a piece; all have the same columns, and the header is that of the first.
  /// - Throws: `DataError.invalidValue` where columns differ in length, repeat a name, or are not
  ///   those of the pieces before.
  public mutating func add(_ piece: Catalog) throws {
    let rows = piece.rowCount
    for column in piece.columns {
      guard column.rowCount == rows, column.isNull.map({ $0.count == rows }) ?? true else {
        throw DataError(
          .invalidValue, "column \(column.name) has \(column.rowCount) rows, the table \(rows)")
      }
    }
    if columns.isEmpty {
      var names: Set<String> = []
      for column in piece.columns where !names.insert(column.name.lowercased()).inserted {
        throw DataError(.invalidValue, "two columns have the name \(column.name)")
      }
      guard piece.columns.count <= ReadLimits.columns else {
        throw DataError(.invalidValue, "\(piece.columns.count) columns; FITS allows 999")
      }
      columns = piece.columns.map { ColumnLayout($0) }
      header = piece.header
    }
    guard piece.columns.count == columns.count else {
      throw DataError(
        .invalidValue, "a piece has \(piece.columns.count) columns, the table \(columns.count)")
    }
    for (place, column) in piece.columns.enumerated() {
      guard columns[place].continues(column) else {
        throw DataError(
          .invalidValue,
          "column \(column.name) is not \(columns[place].name) of the pieces before, or of "
            + "another type")
      }
      heapSize += columns[place].add(column)
    }
    rowCount += rows
  }

  /// Bytes of a row.
  var rowSize: Int { columns.reduce(0) { $0 + $1.size } }

  /// Mandatory cards and those of the columns; TFIELDS opens the second group.
  func cards() throws -> [Card] {
    var cards = [
      Card("BITPIX", 8, comment: "bytes"), Card("NAXIS", 2, comment: "a table"),
      Card("NAXIS1", .integer(Int64(rowSize)), comment: "bytes of a row"),
      Card("NAXIS2", .integer(Int64(rowCount)), comment: "rows"),
      Card("PCOUNT", .integer(Int64(heapSize)), comment: "bytes of the heap"),
      Card("GCOUNT", 1),
      Card("TFIELDS", .integer(Int64(columns.count)), comment: "columns"),
    ]
    for (index, column) in columns.enumerated() { cards += try column.cards(index + 1) }
    return cards
  }

  /// The rows of a piece.
  /// - Parameter heap: what lies behind all rows; grows by cells of variable length.
  func rows(of piece: Catalog, heap: inout [UInt8]) throws -> [UInt8] {
    let nulls = try columns.map { try $0.null() }
    var data: [UInt8] = []
    data.reserveCapacity(rowSize * piece.rowCount)
    for row in 0..<piece.rowCount {
      for (place, column) in columns.enumerated() {
        column.append(
          row, of: piece.columns[place], null: nulls[place], to: &data, heap: &heap)
      }
    }
    return data
  }
}
