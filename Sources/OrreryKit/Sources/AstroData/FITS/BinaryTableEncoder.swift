/// A `Catalog` as the cards and bytes of a binary table.
struct BinaryTableEncoder {
  /// Mandatory cards and those of the columns; TFIELDS opens the second group.
  private(set) var cards: [Card] = []
  /// Rows, then the heap.
  private(set) var data: [UInt8] = []

  init(_ table: Catalog) throws {
    let rows = table.rowCount
    var names: Set<String> = []
    for column in table.columns {
      guard column.rowCount == rows, column.isNull.map({ $0.count == rows }) ?? true else {
        throw DataError(
          .invalidValue, "column \(column.name) has \(column.rowCount) rows, the table \(rows)")
      }
      guard names.insert(column.name.lowercased()).inserted else {
        throw DataError(.invalidValue, "two columns have the name \(column.name)")
      }
    }
    guard table.columns.count <= ReadLimits.columns else {
      throw DataError(.invalidValue, "\(table.columns.count) columns; FITS allows 999")
    }
    let encoders = try table.columns.map { try ColumnEncoder($0) }
    let rowSize = encoders.reduce(0) { $0 + $1.size }
    var heap: [UInt8] = []
    data.reserveCapacity(rowSize * rows)
    for row in 0..<rows {
      for encoder in encoders { try encoder.append(row, to: &data, heap: &heap) }
    }
    data += heap
    cards = [
      Card("BITPIX", 8, comment: "bytes"), Card("NAXIS", 2, comment: "a table"),
      Card("NAXIS1", .integer(Int64(rowSize)), comment: "bytes of a row"),
      Card("NAXIS2", .integer(Int64(rows)), comment: "rows"),
      Card("PCOUNT", .integer(Int64(heap.count)), comment: "bytes of the heap"),
      Card("GCOUNT", 1),
      Card("TFIELDS", .integer(Int64(table.columns.count)), comment: "columns"),
    ]
    for (index, encoder) in encoders.enumerated() { cards += encoder.cards(index + 1) }
  }
}
