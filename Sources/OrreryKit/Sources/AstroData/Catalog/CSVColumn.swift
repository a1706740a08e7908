/// A column of text that narrows to a type as its cells come in.
struct CSVColumn {
  private var integers: [Int64]? = []
  private var reals: [Double]? = []
  private var texts: [String] = []
  private var nulls: [Int] = []
  private var count = 0

  mutating func append(_ cell: CSVRows.Cell) {
    let content = CardText.trimmed(cell.bytes)
    texts.append(
      CardText.string(cell.isQuoted ? cell.bytes[...] : content))
    if content.isEmpty {
      // A quoted empty cell is an empty string, and no number.
      if cell.isQuoted {
        integers = nil
        reals = nil
      } else {
        nulls.append(count)
        integers?.append(0)
        reals?.append(.nan)
      }
    } else {
      if integers != nil {
        if !CardText.isInteger(content) {
          integers = nil
        } else if let value = Int64(String(decoding: content, as: UTF8.self)) {
          integers?.append(value)
        } else {
          // Identifiers beyond Int64 stay text: as reals they would lose digits.
          integers = nil
          reals = nil
        }
      }
      if reals != nil {
        if let value = CSVColumn.number(content) { reals?.append(value) } else { reals = nil }
      }
    }
    count += 1
  }

  /// The narrowest type that holds every cell.
  func column(_ name: String) -> Column {
    let values: Column.Values
    if nulls.count < count, let integers {
      values = .integer(integers)
    } else if nulls.count < count, let reals {
      values = .real(reals)
    } else {
      values = .string(texts)
    }
    var column = Column(name, values)
    if !nulls.isEmpty {
      var isNull = [Bool](repeating: false, count: count)
      for row in nulls { isNull[row] = true }
      column.isNull = isNull
    }
    return column
  }

  /// A decimal number, or what languages write for values that are not finite.
  private static func number(_ text: ArraySlice<UInt8>) -> Double? {
    if let value = CardText.number(text) { return value }
    switch String(decoding: text, as: UTF8.self).lowercased() {
    case "nan", "+nan", "-nan": return .nan
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: return nil
    }
  }
}
