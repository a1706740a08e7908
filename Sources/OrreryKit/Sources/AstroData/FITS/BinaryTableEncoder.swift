/// A `Catalog` as the cards and bytes of a binary table.
struct BinaryTableEncoder {
  /// Mandatory cards and those of the columns; TFIELDS opens the second group.
  let cards: [Card]
  /// Rows, then the heap.
  let data: [UInt8]

  init(_ table: Catalog) throws {
    var layout = TableLayout()
    try layout.add(table)
    var heap: [UInt8] = []
    let rows = try layout.rows(of: table, heap: &heap)
    cards = try layout.cards()
    data = rows + heap
  }
}
