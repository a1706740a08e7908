/// Splits text into rows of cells.
struct CSVRows {
  struct Cell {
    var bytes: [UInt8]
    var isQuoted: Bool
  }

  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private let text: [UInt8]
  private let separator: UInt8
  private var position = 0
  private var line = 1
  /// Line on which the last row began, from 1.
  private(set) var startLine = 1

  init(_ text: [UInt8], separator: UInt8) {
    self.text = text
    self.separator = separator
    // A byte order mark is no part of the first name.
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next row that is not a comment; `nil` at the end.
  /// - Throws: `DataError.damaged` where a quote is not closed.
  mutating func next() throws -> [Cell]? {
    while position < text.count, text[position] == UInt8(ascii: "#") { skipLine() }
    guard position < text.count else { return nil }
    startLine = line
    var row: [Cell] = []
    while true {
      row.append(try cell())
      guard position < text.count else { return row }
      let end = text[position]
      position += 1
      if end == separator { continue }
      if end == CSVRows.carriageReturn, position < text.count, text[position] == CSVRows.newline {
        position += 1
      }
      line += 1
      return row
    }
  }

  private mutating func skipLine() {
    while position < text.count, text[position] != CSVRows.newline { position += 1 }
    position += 1
    line += 1
  }

  /// The cell at `position`, which then stands at its separator, line end or the end.
  private mutating func cell() throws -> Cell {
    guard position < text.count, text[position] == CSVRows.quote else {
      let start = position
      while position < text.count, !isEnd(text[position]) { position += 1 }
      return Cell(bytes: Array(text[start..<position]), isQuoted: false)
    }
    var bytes: [UInt8] = []
    position += 1
    while position < text.count {
      let byte = text[position]
      position += 1
      if byte == CSVRows.quote {
        guard position < text.count, text[position] == CSVRows.quote else {
          // What stands between the closing quote and the separator belongs to the cell.
          while position < text.count, !isEnd(text[position]) {
            bytes.append(text[position])
            position += 1
          }
          return Cell(bytes: bytes, isQuoted: true)
        }
        position += 1
      } else if byte == CSVRows.newline {
        line += 1
      }
      bytes.append(byte)
    }
    throw DataError(.damaged, "line \(startLine): a quote is not closed")
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == separator || byte == CSVRows.newline || byte == CSVRows.carriageReturn
  }
}
