/// Reading a header from its 80-byte records.
extension Header {
  /// Bytes of one record.
  static let recordSize = 80

  /// Parses whole records up to, and without, END; long strings are joined from their CONTINUE
  /// cards (FITS standard 4.0, section 4.2.1.2).
  public init(records bytes: [UInt8]) {
    var cards: [Card] = []
    cards.reserveCapacity(bytes.count / Header.recordSize)
    var start = 0
    while start < bytes.count {
      let record = bytes[start..<min(start + Header.recordSize, bytes.count)]
      start += Header.recordSize
      if Header.isEnd(record) { break }
      let card = Card(record: record)
      if card.keyword == "CONTINUE", card.value == nil,
        Header.join(&cards, continuation: record.dropFirst(8))
      {
        continue
      }
      cards.append(card)
    }
    self.init(cards)
  }

  /// `END` and nothing but blanks (or NUL bytes) behind it.
  static func isEnd(_ record: some RandomAccessCollection<UInt8>) -> Bool {
    record.starts(with: "END".utf8) && record.dropFirst(3).allSatisfy(CardText.isSpace)
  }

  /// Adds a CONTINUE card to the string before it; false where that string does not end in `&`.
  private static func join(_ cards: inout [Card], continuation: ArraySlice<UInt8>) -> Bool {
    guard let last = cards.last, case .string(let text)? = last.value, text.hasSuffix("&")
    else { return false }
    let (value, comment, _) = CardText.value(continuation)
    guard case .string(let more) = value, CardText.trimmed(continuation).first == CardText.quote
    else { return false }
    let index = cards.count - 1
    cards[index].value = .string(String(text.dropLast()) + more)
    if !comment.isEmpty {
      cards[index].comment = last.comment.isEmpty ? comment : last.comment + " " + comment
    }
    return true
  }
}
