/// One column as cells of a binary table.
struct ColumnEncoder {
  private let column: Column
  /// TFORM.
  private let format: String
  /// Bytes of a cell.
  let size: Int
  /// Bytes of one string; 0 for other types.
  private let stringLength: Int
  /// Stored value of a null integer.
  private let null: Int64?

  init(_ column: Column) throws {
    self.column = column
    let width = column.width
    let hasNull = column.isNull?.contains(true) ?? false
    var stringLength = 0
    var null: Int64?
    switch column.values {
    case .logical: (format, size) = ("\(width)L", width)
    case .integer(let values):
      (format, size) = ("\(width)K", 8 * width)
      if hasNull { null = try ColumnEncoder.unused(in: values, column) }
    case .real: (format, size) = ("\(width)D", 8 * width)
    case .float: (format, size) = ("\(width)E", 4 * width)
    case .string(let values):
      stringLength = max(1, values.reduce(0) { max($0, $1.unicodeScalars.count) })
      (format, size) = ("\(width * stringLength)A", width * stringLength)
    case .variable(let rows):
      (format, size) = ("1QD(\(rows.reduce(0) { max($0, $1.count) }))", 16)
    }
    self.stringLength = stringLength
    self.null = null
  }

  /// A value that no row with a value has, the smallest one first.
  private static func unused(in values: [Int64], _ column: Column) throws -> Int64 {
    var taken: Set<Int64> = []
    for (index, value) in values.enumerated() where column.isNull?[index / column.width] == false {
      taken.insert(value)
    }
    for candidate in [Int64.min, -9_223_372_036_854_775_807, Int64.max, -999_999, 0]
    where !taken.contains(candidate) {
      return candidate
    }
    throw DataError(.invalidValue, "column \(column.name) has no value left for nulls")
  }

  /// TTYPEn, TFORMn and what else describes the column.
  func cards(_ number: Int) -> [Card] {
    var cards = [
      Card("TTYPE\(number)", .string(column.name), comment: column.description),
      Card("TFORM\(number)", .string(format)),
    ]
    if let unit = column.unit, !unit.isEmpty {
      cards.append(Card("TUNIT\(number)", .string(unit)))
    }
    if let null { cards.append(Card("TNULL\(number)", .integer(null))) }
    var shape = column.shape
    if stringLength > 0, column.width > 1 {
      shape = [stringLength] + (shape.isEmpty ? [column.width] : shape)
    }
    if shape.count > 1, shape.reduce(1, *) == column.width * max(1, stringLength) {
      let list = shape.map(String.init).joined(separator: ",")
      cards.append(Card("TDIM\(number)", .string("(\(list))")))
    }
    return cards
  }

  /// Appends the cell of one row.
  func append(_ row: Int, to data: inout [UInt8], heap: inout [UInt8]) throws {
    let isNull = column.isNull?[row] ?? false
    let range = row * column.width..<(row + 1) * column.width
    switch column.values {
    case .logical(let values):
      for value in values[range] {
        data.append(isNull ? 0 : UInt8(ascii: value ? "T" : "F"))
      }
    case .integer(let values):
      for value in values[range] {
        BigEndian.append(isNull ? null ?? value : value, to: &data)
      }
    case .real(let values):
      for value in values[range] {
        BigEndian.append((isNull ? Double.nan : value).bitPattern, to: &data)
      }
    case .float(let values):
      for value in values[range] {
        BigEndian.append((isNull ? Float.nan : value).bitPattern, to: &data)
      }
    case .string(let values):
      for value in values[range] {
        let text = isNull ? [] : Card.ascii(value)
        data += text
        data += [UInt8](repeating: CardText.blank, count: stringLength - text.count)
      }
    case .variable(let rows):
      let values = isNull ? [] : rows[row]
      BigEndian.append(Int64(values.count), to: &data)
      BigEndian.append(Int64(heap.count), to: &data)
      for value in values { BigEndian.append(value.bitPattern, to: &heap) }
    }
  }
}
