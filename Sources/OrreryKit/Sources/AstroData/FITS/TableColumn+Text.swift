/// Cells of an ASCII table (FITS standard 4.0, section 7.2).
extension TableColumn {
  /// Appends the column's cells of `rows` rows that lie in `block`. An empty cell of a number is
  /// null. A number without a decimal point is read as written: the decimals that `Fw.d` implies
  /// were never used by writers, and other readers ignore them too.
  mutating func appendText(
    _ block: [UInt8], rowSize: Int, rows: Int, firstRow: Int
  ) throws {
    let first = count
    let cells = (0..<rows).map { row in
      let start = row * rowSize + field.offset
      return block[start..<start + field.size]
    }
    if field.type == UInt8(ascii: "A") {
      for row in cells.indices where isNull(cells[row]) { nulls.append(first + row) }
      append(.string(cells.map { CardText.string(CardText.trimmedEnd($0)) }))
      return
    }
    var integers: [Int64] = []
    var reals: [Double] = []
    let isInteger = field.type == UInt8(ascii: "I") && !field.isScaled
    for row in cells.indices {
      let text = CardText.trimmed(cells[row])
      if text.isEmpty || isNull(cells[row]) {
        nulls.append(first + row)
        integers.append(0)
        reals.append(.nan)
      } else if isInteger, CardText.isInteger(text),
        let value = Int64(String(decoding: text, as: UTF8.self))
      {
        integers.append(value)
      } else if !isInteger, let value = CardText.number(text) {
        reals.append(field.isScaled ? field.zero + field.scale * value : value)
      } else {
        throw DataError(
          .damaged,
          "column \(name), row \(firstRow + row): '\(CardText.string(text))' is no number")
      }
    }
    append(isInteger ? .integer(integers) : .real(reals))
  }

  private func isNull(_ cell: ArraySlice<UInt8>) -> Bool {
    guard let text = field.nullText, !text.isEmpty else { return false }
    return CardText.trimmed(cell).elementsEqual(text.utf8.drop { $0 == CardText.blank })
  }
}
