/// Splits text into rows of cells.
struct CSVRows {
  /// A cell: a part of the text, or bytes of its own where doubled quotes were undone.
  struct Cell {
    var bytes: ArraySlice<UInt8>
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

  /// Puts the cells of the next row that is not a comment into `row`; false at the end.
  /// - Throws: `DataError.damaged` where a quote is not closed.
  mutating func next(into row: inout [Cell]) throws -> Bool {
    row.removeAll(keepingCapacity: true)
    while position < text.count, text[position] == UInt8(ascii: "#") { skipLine() }
    guard position < text.count else { return false }
    startLine = line
    while true {
      row.append(try cell())
      guard position < text.count else { return true }
      let end = text[position]
      position += 1
      if end == separator { continue }
      if end == CSVRows.carriageReturn, position < text.count, text[position] == CSVRows.newline {
        position += 1
      }
      line += 1
      return true
    }
  }

  private mutating func skipLine() {
    while position < text.count, text[position] != CSVRows.newline { position += 1 }
    position += 1
    line += 1
  }

  /// The cell at `position`, which then stands at its separator, line end or the end.
  private mutating func cell() throws -> Cell {
    let start = position
    guard start < text.count, text[start] == CSVRows.quote else {
      skipToEnd()
      return Cell(bytes: text[start..<position], isQuoted: false)
    }
    position += 1
    while position < text.count, text[position] != CSVRows.quote {
      if text[position] == CSVRows.newline { line += 1 }
      position += 1
    }
    let close = position
    if close + 1 == text.count || (close + 1 < text.count && isEnd(text[close + 1])) {
      position = close + 1
      return Cell(bytes: text[start + 1..<close], isQuoted: true)
    }
    return try unquoted(Array(text[start + 1..<close]))
  }

  /// A cell with quotes inside it, or more behind its closing quote; `bytes` are those before the
  /// quote at `position`.
  private mutating func unquoted(_ bytes: [UInt8]) throws -> Cell {
    var bytes = bytes
    while position < text.count {
      let byte = text[position]
      position += 1
      if byte == CSVRows.quote {
        guard position < text.count, text[position] == CSVRows.quote else {
          // What stands between the closing quote and the separator belongs to the cell.
          let rest = position
          skipToEnd()
          return Cell(bytes: bytes + text[rest..<position], isQuoted: true)
        }
        position += 1
      } else if byte == CSVRows.newline {
        line += 1
      }
      bytes.append(byte)
    }
    throw DataError(.damaged, "line \(startLine): a quote is not closed")
  }

  private mutating func skipToEnd() {
    while position < text.count, !isEnd(text[position]) { position += 1 }
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == separator || byte == CSVRows.newline || byte == CSVRows.carriageReturn
  }
}
