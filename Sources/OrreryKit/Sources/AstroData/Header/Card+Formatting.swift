/// Writing a card as 80-byte records (FITS standard 4.0, sections 4.1 and 4.2).
extension Card {
  /// One record, or several where the text is longer: CONTINUE for strings, repeated keywords for
  /// commentary. Characters that FITS does not allow become `?`; the comment of a number is cut
  /// where the record ends; a number that is not finite is written as a string.
  public var records: [[UInt8]] {
    guard let value else { return commentary }
    let head: [UInt8]
    if CardText.keyword(keyword.utf8.map { $0 }) == keyword {
      head = Card.padded(Array(keyword.utf8), 8) + Array("= ".utf8)
    } else {
      head = Array("HIERARCH ".utf8) + Card.ascii(keyword) + Array(" = ".utf8)
    }
    guard head.count <= 70, !keyword.isEmpty, !keyword.contains("=") else {
      return Card("COMMENT", nil, comment: "\(keyword) = \(value) / \(comment)").records
    }
    switch value {
    case .string(let text): return Card.string(head, text, comment)
    case .logical(let flag): return [Card.record(head, flag ? "T" : "F", comment)]
    case .integer(let number): return [Card.record(head, String(number), comment)]
    case .undefined: return [Card.record(head, "", comment)]
    case .real(let number):
      guard number.isFinite else { return Card.string(head, "\(number)", comment) }
      return [Card.record(head, Card.decimal(number), comment)]
    case .complex(let real, let imaginary):
      guard real.isFinite, imaginary.isFinite else {
        return Card.string(head, "(\(real), \(imaginary))", comment)
      }
      let text = "(\(Card.decimal(real)), \(Card.decimal(imaginary)))"
      return [Card.record(head, text, comment)]
    }
  }

  /// The shortest text that reads back to the same value, with a decimal point.
  private static func decimal(_ value: Double) -> String {
    let parts = "\(value)".split(separator: "e")
    let mantissa = parts[0].contains(".") ? String(parts[0]) : parts[0] + ".0"
    return parts.count == 2 ? mantissa + "E" + parts[1] : mantissa
  }

  static func ascii(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { $0.value >= 32 && $0.value < 127 ? UInt8($0.value) : 63 }
  }

  private static func padded(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
    bytes + [UInt8](repeating: CardText.blank, count: max(0, count - bytes.count))
  }

  private var commentary: [[UInt8]] {
    let isKeyword = CardText.keyword(keyword.utf8.map { $0 }) == keyword
    let text = isKeyword || keyword.isEmpty ? comment : keyword + " " + comment
    let head = Card.padded(isKeyword ? Array(keyword.utf8) : [], 8)
    let bytes = Card.ascii(text)
    let room = Header.recordSize - 8
    return stride(from: 0, to: max(1, bytes.count), by: room).map { start in
      Card.padded(head + bytes[start..<min(start + room, bytes.count)], Header.recordSize)
    }
  }

  /// A value that is no string: right-justified to column 30 where the comment then still fits.
  private static func record(_ head: [UInt8], _ value: String, _ comment: String) -> [UInt8] {
    let text = Array(value.utf8)
    let note = ascii(comment)
    let fixed = [UInt8](repeating: CardText.blank, count: max(0, 30 - head.count - text.count))
    var result = head + fixed + text
    if result.count + 3 + note.count > Header.recordSize { result = head + text }
    // One blank more, so that a free-format value without a comment does not end the record.
    if !note.isEmpty, result.count + 3 < Header.recordSize { result += Array(" / ".utf8) + note }
    return padded(Array(result.prefix(Header.recordSize)), Header.recordSize)
  }

  private static func string(
    _ head: [UInt8], _ text: String, _ comment: String
  ) -> [[UInt8]] {
    let quoted = ascii(text).flatMap { $0 == CardText.quote ? [$0, $0] : [$0] }
    let note = ascii(comment)
    let whole = head + [CardText.quote] + padded(quoted, 8) + [CardText.quote]
    if whole.count <= Header.recordSize {
      if note.isEmpty { return [padded(whole, Header.recordSize)] }
      for line in [padded(whole, 30), whole] where line.count + 3 + note.count <= Header.recordSize
      {
        return [padded(line + Array(" / ".utf8) + note, Header.recordSize)]
      }
    }
    return long(head, quoted, note)
  }

  /// A string over several records, then its comment over several more.
  private static func long(_ head: [UInt8], _ quoted: [UInt8], _ note: [UInt8]) -> [[UInt8]] {
    let more = Array("CONTINUE  ".utf8)
    var result: [[UInt8]] = []
    var rest = quoted[...]
    var prefix = head
    repeat {
      // Room for two quotes and `&`; a doubled quote is not torn apart.
      var piece = rest.prefix(Header.recordSize - prefix.count - 3)
      if piece.count < rest.count,
        piece.reversed().prefix(while: { $0 == CardText.quote }).count % 2 == 1
      {
        piece = piece.dropLast()
      }
      rest = rest.dropFirst(piece.count)
      let isLast = rest.isEmpty && note.isEmpty
      result.append(
        prefix + [CardText.quote] + piece + (isLast ? [] : [UInt8(ascii: "&")])
          + [CardText.quote])
      prefix = more
    } while !rest.isEmpty
    let lines = wrapped(note, 64)
    for (index, line) in lines.enumerated() {
      let isLast = index == lines.count - 1
      result.append(more + Array((isLast ? "'' / " : "'&' / ").utf8) + line)
    }
    return result.map { padded($0, Header.recordSize) }
  }

  /// Lines of at most `room` bytes, broken at blanks where there are any.
  private static func wrapped(_ text: [UInt8], _ room: Int) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var rest = text[...]
    while rest.count > room {
      let head = rest.prefix(room + 1)
      let end = head.lastIndex(of: CardText.blank) ?? rest.startIndex + room
      lines.append(Array(rest[rest.startIndex..<end]))
      rest = rest[end...].drop { $0 == CardText.blank }
    }
    if !rest.isEmpty { lines.append(Array(rest)) }
    return lines
  }
}
