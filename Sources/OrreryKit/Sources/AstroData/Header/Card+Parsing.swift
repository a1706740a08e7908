/// Reading one 80-byte record.
///
/// Cards that break the standard in a way that leaves no doubt are repaired: lower-case keywords, a
/// missing blank behind `=`, `=` in the wrong column, `D` exponents, NUL bytes. A value that is
/// no FITS value (`1.08, 9.63`) is kept as a string of its text. A record without a value is kept as
/// commentary, under its keyword where that is a keyword, else whole in a blank card.
extension Card {
  /// - Parameter record: 80 bytes; shorter ones are taken as padded with blanks.
  init<Bytes: RandomAccessCollection>(record: Bytes)
  where Bytes.Element == UInt8, Bytes.Index == Int {
    let name = CardText.trimmed(record.prefix(8))
    let rest = record.dropFirst(8)
    if name.elementsEqual("HIERARCH".utf8), let card = Card.hierarch(rest) {
      self = card
      return
    }
    if name.isEmpty || CardText.isCommentary(name) {
      self.init(CardText.string(name), nil, comment: CardText.string(CardText.trimmedEnd(rest)))
      return
    }
    if name.elementsEqual("CONTINUE".utf8) {
      self.init("CONTINUE", nil, comment: CardText.string(CardText.trimmedEnd(rest)))
      return
    }
    if let keyword = CardText.keyword(name), rest.first == CardText.equals {
      let body = rest.dropFirst()
      let isStandard = body.isEmpty || body.first == CardText.blank || body.first == 0
      let (value, comment, isValue) = CardText.value(body)
      if isStandard || isValue {
        self.init(keyword, value, comment: comment)
        return
      }
    }
    // `KEY= 3`: the equals sign came too early.
    if let sign = record.prefix(9).firstIndex(of: CardText.equals),
      let keyword = CardText.keyword(CardText.trimmed(record[record.startIndex..<sign]))
    {
      let (value, comment, isValue) = CardText.value(record[(sign + 1)...])
      if isValue, value != .undefined {
        self.init(keyword, value, comment: comment)
        return
      }
    }
    if let keyword = CardText.keyword(name) {
      self.init(keyword, nil, comment: CardText.string(CardText.trimmedEnd(rest)))
    } else {
      self.init("", nil, comment: CardText.string(CardText.trimmedEnd(record[...])))
    }
  }

  /// `HIERARCH ESO DET DIT = 3.0 / comment`; `nil` where there is no `=`.
  private static func hierarch<Bytes: RandomAccessCollection>(_ rest: Bytes) -> Card?
  where Bytes.Element == UInt8, Bytes.Index == Int {
    guard let sign = rest.firstIndex(of: CardText.equals) else { return nil }
    let name = CardText.trimmed(rest[rest.startIndex..<sign])
    guard !name.isEmpty, name.allSatisfy({ $0 >= 32 && $0 < 127 }) else { return nil }
    let (value, comment, _) = CardText.value(rest[(sign + 1)...])
    let words = CardText.string(name).uppercased().split(separator: " ")
    return Card(words.joined(separator: " "), value, comment: comment)
  }
}
