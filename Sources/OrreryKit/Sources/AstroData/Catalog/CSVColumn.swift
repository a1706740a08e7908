/// A column of text that narrows to a type as its cells come in.
struct CSVColumn {
  private var integers: [Int64]? = []
  private var reals: [Double]? = []
  /// The cells one behind the other, for the case that one is no number, and where each ends.
  private var text: [UInt8] = []
  private var ends: [Int] = []
  private var nulls: [Int] = []

  private var count: Int { ends.count }

  mutating func append(_ cell: CSVRows.Cell) {
    let content = CardText.trimmed(cell.bytes)
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
    } else if reals != nil {
      switch CSVNumber(content) {
      case .integer(let value):
        integers?.append(value)
        reals?.append(Double(value))
      case .real(let value):
        integers = nil
        reals?.append(value)
      case .tooLong, .text:
        integers = nil
        reals = nil
      }
    }
    text += cell.isQuoted ? cell.bytes : content
    ends.append(text.count)
  }

  /// The narrowest type that holds every cell.
  func column(_ name: String) -> Column {
    let values: Column.Values
    if nulls.count < count, let integers {
      values = .integer(integers)
    } else if nulls.count < count, let reals {
      values = .real(reals)
    } else {
      var start = 0
      values = .string(
        ends.map { end in
          defer { start = end }
          return CardText.string(text[start..<end])
        })
    }
    var column = Column(name, values)
    if !nulls.isEmpty {
      var isNull = [Bool](repeating: false, count: count)
      for row in nulls { isNull[row] = true }
      column.isNull = isNull
    }
    return column
  }
}
