/// What a column of a binary table needs in the file: form, bytes of a cell, value of a null.
///
/// Made from all pieces of a table, in any number; every cell is then encoded by it.
struct ColumnLayout: Sendable {
  /// The type of the cells.
  private enum Kind: Sendable, Equatable {
    case logical, integer, real, float, string, variable

    init(_ values: Column.Values) {
      switch values {
      case .logical: self = .logical
      case .integer: self = .integer
      case .real: self = .real
      case .float: self = .float
      case .string: self = .string
      case .variable: self = .variable
      }
    }
  }

  /// Stored values that may stand for a null, the first that no cell has.
  private static let nulls: [Int64] = [
    Int64.min, -9_223_372_036_854_775_807, Int64.max, -999_999, 0,
  ]

  let name: String
  private let kind: Kind
  private let width: Int
  private let shape: [Int]
  private let unit: String?
  private let description: String
  /// Characters of one string, 1 at least; 0 for other types.
  private var stringLength = 0
  /// Values of the longest cell of variable length.
  private var longest = 0
  private var hasNull = false
  /// Which of `nulls` are values of cells.
  private var taken: Set<Int64> = []

  init(_ column: Column) {
    name = column.name
    kind = Kind(column.values)
    width = column.width
    shape = column.shape
    unit = column.unit
    description = column.description
  }

  /// True where another piece's column can stand behind this one.
  func continues(_ column: Column) -> Bool {
    name == column.name && kind == Kind(column.values) && width == column.width
  }

  /// Takes in the cells of one piece.
  /// - Returns: bytes of the heap that they need.
  mutating func add(_ column: Column) -> Int {
    let isNull = column.isNull
    if isNull?.contains(true) == true { hasNull = true }
    switch column.values {
    case .integer(let values):
      for candidate in Self.nulls where !taken.contains(candidate) {
        let isThere = values.indices.contains { index in
          values[index] == candidate && isNull?[index / width] != true
        }
        if isThere { taken.insert(candidate) }
      }
    case .string(let values):
      stringLength = max(
        1, values.reduce(stringLength) { max($0, $1.unicodeScalars.count) })
    case .variable(let rows):
      longest = rows.reduce(longest) { max($0, $1.count) }
      return rows.indices.reduce(0) { $0 + (isNull?[$1] == true ? 0 : 8 * rows[$1].count) }
    case .logical, .real, .float: break
    }
    return 0
  }

  /// TFORM and the bytes of a cell.
  private var form: (text: String, size: Int) {
    switch kind {
    case .logical: ("\(width)L", width)
    case .integer: ("\(width)K", 8 * width)
    case .real: ("\(width)D", 8 * width)
    case .float: ("\(width)E", 4 * width)
    case .string: ("\(width * max(1, stringLength))A", width * max(1, stringLength))
    case .variable: ("1QD(\(longest))", 16)
    }
  }

  /// Bytes of a cell.
  var size: Int { form.size }

  /// Stored value of a null integer; `nil` where none is needed.
  /// - Throws: `DataError.invalidValue` where every candidate is a value.
  func null() throws -> Int64? {
    guard kind == .integer, hasNull else { return nil }
    if let value = Self.nulls.first(where: { !taken.contains($0) }) { return value }
    throw DataError(.invalidValue, "column \(name) has no value left for nulls")
  }

  /// TTYPEn, TFORMn and what else describes the column.
  func cards(_ number: Int) throws -> [Card] {
    var cards = [
      Card("TTYPE\(number)", .string(name), comment: Self.comment(description, beside: name)),
      Card("TFORM\(number)", .string(form.text)),
    ]
    if let unit, !unit.isEmpty { cards.append(Card("TUNIT\(number)", .string(unit))) }
    if let null = try null() { cards.append(Card("TNULL\(number)", .integer(null))) }
    let characters = kind == .string ? max(1, stringLength) : 0
    var shape = shape
    if characters > 0, width > 1 { shape = [characters] + (shape.isEmpty ? [width] : shape) }
    if shape.count > 1, shape.reduce(1, *) == width * max(1, characters) {
      let list = shape.map(String.init).joined(separator: ",")
      cards.append(Card("TDIM\(number)", .string("(\(list))")))
    }
    return cards
  }

  /// As much of a description as fits into the card of a name: readers that do not know CONTINUE
  /// would take the name for another.
  private static func comment(_ text: String, beside name: String) -> String {
    let room = 80 - max(30, 12 + max(8, name.unicodeScalars.count)) - 3
    guard text.unicodeScalars.count > room else { return text }
    return room < 4 ? "" : String(text.prefix(room - 3)) + "..."
  }

  /// Appends the cell of one row of a piece.
  /// - Parameter null: what `null()` gave.
  func append(
    _ row: Int, of column: Column, null: Int64?, to data: inout [UInt8], heap: inout [UInt8]
  ) {
    let isNull = column.isNull?[row] ?? false
    let range = row * width..<(row + 1) * width
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
        let blanks = max(1, stringLength) - text.count
        data += [UInt8](repeating: CardText.blank, count: blanks)
      }
    case .variable(let rows):
      let values = isNull ? [] : rows[row]
      BigEndian.append(Int64(values.count), to: &data)
      BigEndian.append(Int64(heap.count), to: &data)
      for value in values { BigEndian.append(value.bitPattern, to: &heap) }
    }
  }
}
