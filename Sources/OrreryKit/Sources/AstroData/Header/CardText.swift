/// The grammar of a card's value field (FITS standard 4.0, section 4.2), on bytes.
enum CardText {
  static let blank = UInt8(ascii: " ")
  static let equals = UInt8(ascii: "=")
  static let quote = UInt8(ascii: "'")
  static let slash = UInt8(ascii: "/")

  /// UTF-8 where it is valid, else Latin-1, so that no byte is lost.
  static func string(_ bytes: some RandomAccessCollection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == blank || byte == 0 }

  static func trimmedEnd<B: RandomAccessCollection<UInt8>>(_ bytes: B) -> B.SubSequence
  where B.Index == Int {
    var end = bytes.endIndex
    while end > bytes.startIndex, isSpace(bytes[end - 1]) { end -= 1 }
    return bytes[bytes.startIndex..<end]
  }

  static func trimmed<B: RandomAccessCollection<UInt8>>(_ bytes: B) -> B.SubSequence
  where B.Index == Int {
    var start = bytes.startIndex
    var end = bytes.endIndex
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    while start < end, isSpace(bytes[start]) { start += 1 }
    return bytes[start..<end]
  }

  static func isCommentary(_ name: some Collection<UInt8>) -> Bool {
    name.elementsEqual("COMMENT".utf8) || name.elementsEqual("HISTORY".utf8)
  }

  /// The keyword in upper case; `nil` where it has other characters than letters, digits, `-`, `_`.
  static func keyword(_ bytes: some Collection<UInt8>) -> String? {
    guard !bytes.isEmpty, bytes.count <= 8 else { return nil }
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        continue
      default: return nil
      }
    }
    return String(decoding: bytes, as: UTF8.self).uppercased()
  }

  /// Value and comment of the text behind `=`; `isValue` is false where the text is no FITS value
  /// and was kept as a string.
  static func value<B: RandomAccessCollection<UInt8>>(
    _ field: B
  ) -> (value: Card.Value, comment: String, isValue: Bool) where B.Index == Int {
    var start = field.startIndex
    while start < field.endIndex, isSpace(field[start]) { start += 1 }
    guard start < field.endIndex else { return (.undefined, "", true) }
    if field[start] == quote {
      let (text, end) = quoted(field, from: start)
      let rest = trimmed(field[end...])
      let comment = rest.first == slash ? trimmed(rest.dropFirst()) : rest
      return (.string(text), string(comment), true)
    }
    let end = field[start...].firstIndex(of: slash) ?? field.endIndex
    let text = trimmed(field[start..<end])
    let comment = end < field.endIndex ? string(trimmed(field[(end + 1)...])) : ""
    if text.isEmpty { return (.undefined, comment, true) }
    if let value = plain(text) { return (value, comment, true) }
    return (.string(string(text)), comment, false)
  }

  /// The text between quotes with doubled quotes undone and trailing blanks removed, and the index
  /// behind the closing quote (the end, where it is missing).
  private static func quoted<B: RandomAccessCollection<UInt8>>(
    _ field: B, from start: Int
  ) -> (String, Int) where B.Index == Int {
    var text: [UInt8] = []
    var index = start + 1
    while index < field.endIndex {
      if field[index] == quote {
        guard index + 1 < field.endIndex, field[index + 1] == quote else {
          return (string(trimmedEnd(text)), index + 1)
        }
        index += 1
      }
      text.append(field[index])
      index += 1
    }
    return (string(trimmedEnd(text)), field.endIndex)
  }

  /// A logical, integer, real or complex value.
  private static func plain<B: RandomAccessCollection<UInt8>>(_ text: B) -> Card.Value?
  where B.Index == Int {
    if text.count == 1 {
      if text.first == UInt8(ascii: "T") { return .logical(true) }
      if text.first == UInt8(ascii: "F") { return .logical(false) }
    }
    if text.first == UInt8(ascii: "("), text.last == UInt8(ascii: ")") {
      let parts = text.dropFirst().dropLast().split(separator: UInt8(ascii: ","))
      guard parts.count == 2, let real = number(trimmed(parts[0])),
        let imaginary = number(trimmed(parts[1]))
      else { return nil }
      return .complex(real, imaginary)
    }
    if isInteger(text), let value = Int64(String(decoding: text, as: UTF8.self)) {
      return .integer(value)
    }
    return number(text).map { .real($0) }
  }

  static func isInteger(_ text: some Collection<UInt8>) -> Bool {
    let digits =
      text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
      ? text.dropFirst() : text[...]
    return !digits.isEmpty && digits.allSatisfy(isDigit)
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  /// A decimal number with exponent letter `E` or `D`; never `nan`, `inf` or hexadecimal. Fortran
  /// leaves the letter out before three digits: `0.8-297`.
  static func number(_ text: some Collection<UInt8>) -> Double? {
    var ascii: [UInt8] = []
    ascii.reserveCapacity(text.count)
    var digits = 0
    var seenPoint = false
    var seenExponent = false
    for byte in text {
      switch byte {
      case _ where isDigit(byte):
        digits += 1
        ascii.append(byte)
      case UInt8(ascii: "+"), UInt8(ascii: "-"):
        if seenPoint, !seenExponent, digits > 0 {
          seenExponent = true
          digits = 0
          ascii.append(UInt8(ascii: "e"))
        }
        guard ascii.isEmpty || ascii.last == UInt8(ascii: "e") else { return nil }
        ascii.append(byte)
      case UInt8(ascii: "."):
        guard !seenPoint, !seenExponent else { return nil }
        seenPoint = true
        ascii.append(byte)
      case UInt8(ascii: "E"), UInt8(ascii: "D"), UInt8(ascii: "e"), UInt8(ascii: "d"):
        guard digits > 0, !seenExponent else { return nil }
        seenExponent = true
        digits = 0
        ascii.append(UInt8(ascii: "e"))
      default: return nil
      }
    }
    guard digits > 0 else { return nil }
    return Double(String(decoding: ascii, as: UTF8.self))
  }
}
