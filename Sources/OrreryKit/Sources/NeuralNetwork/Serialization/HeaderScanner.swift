/// Reads the JSON of a safetensors header: objects, strings, lists of natural numbers, no more.
///
/// Foundation's decoder takes the first of two equal keys where the reference takes the last, and
/// reads `0.0` as an integer: two readers would load two models from one file.
struct HeaderScanner {
  let file: String?
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8], file: String?) {
    self.bytes = bytes
    self.file = file
  }

  func damaged(_ reason: String) -> DataError {
    DataError(.damaged, "header, byte \(position): \(reason)", file: file)
  }

  /// `{"key": value, …}`; `member` reads each value.
  mutating func object(_ member: (inout HeaderScanner, String) throws -> Void) throws {
    try expect("{")
    if skip("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try member(&self, key)
    } while skip(",")
    try expect("}")
  }

  /// `[1, 2, …]`.
  mutating func integers(atMost limit: Int) throws -> [Int] {
    try expect("[")
    if skip("]") { return [] }
    var result: [Int] = []
    repeat {
      guard result.count < limit else { throw damaged("a list of more than \(limit) numbers") }
      result.append(try integer())
    } while skip(",")
    try expect("]")
    return result
  }

  /// A natural number without sign, fraction, exponent or leading zero.
  private mutating func integer() throws -> Int {
    skipBlanks()
    let start = position
    var value = 0
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
      let (tens, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) = tens.addingReportingOverflow(Int(bytes[position] - 0x30))
      guard !first, !second else {
        throw DataError(.tooLarge, "header, byte \(start): a number beyond 2^63", file: file)
      }
      value = sum
      position += 1
    }
    let length = position - start
    guard length > 0, length == 1 || bytes[start] != 0x30 else {
      throw damaged("a natural number is expected")
    }
    return value
  }

  /// A quoted string.
  mutating func string() throws -> String {
    try expect("\"")
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw damaged("a string that is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): text += try escape()
      case 0..<0x20: throw damaged("a control character in a string")
      default: text.append(byte)
      }
    }
    throw damaged("a string without end")
  }

  /// Nothing but blanks follows: the writer's padding.
  mutating func end() throws {
    skipBlanks()
    guard position == bytes.count else { throw damaged("text after the header's end") }
  }

  private mutating func escape() throws -> [UInt8] {
    guard position < bytes.count else { throw damaged("a string without end") }
    defer { position += 1 }
    switch bytes[position] {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [bytes[position]]
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      if UTF16.isLeadSurrogate(units[0]), bytes[(position + 1)...].starts(with: "\\u".utf8) {
        position += 2
        units.append(try codeUnit())
      }
      guard let text = String(validating: units, as: UTF16.self) else {
        throw damaged("half a character")
      }
      return Array(text.utf8)
    default: throw damaged("an unknown escape")
    }
  }

  /// Four hexadecimal digits after the present byte; the position ends on the last of them.
  private mutating func codeUnit() throws -> UInt16 {
    guard position + 4 < bytes.count,
      let digits = String(validating: bytes[(position + 1)...(position + 4)], as: UTF8.self),
      digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16)
    else { throw damaged("four hexadecimal digits are expected") }
    position += 4
    return unit
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    guard skip(character) else {
      throw damaged("'\(character)' is expected")
    }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }
}
