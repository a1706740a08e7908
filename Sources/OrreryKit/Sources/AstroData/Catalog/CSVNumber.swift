/// What the text of a cell says: a whole number, a number, or neither.
enum CSVNumber: Equatable {
  case integer(Int64)
  case real(Double)
  /// A whole number beyond Int64: an identifier, which as a real would lose digits.
  case tooLong
  case text

  /// Powers of ten that Float64 holds exactly.
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// - Parameter text: without blanks around it, not empty.
  init(_ text: ArraySlice<UInt8>) {
    var index = text.startIndex
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative || text.first == UInt8(ascii: "+") { index += 1 }
    var digits: Int64 = 0
    var count = 0
    var decimals = 0
    var hasPoint = false
    while index < text.endIndex {
      let byte = text[index]
      if CardText.isDigit(byte) {
        // 18 digits fit Int64 whatever they are.
        guard count < 18 else { break }
        digits = digits * 10 + Int64(byte & 15)
        count += 1
        if hasPoint { decimals += 1 }
      } else if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else {
        break
      }
      index += 1
    }
    if index == text.endIndex, count > 0 {
      if !hasPoint {
        self = .integer(isNegative ? -digits : digits)
        return
      }
      // Digits and power of ten are exact, so that one division rounds right (Clinger 1990).
      if digits < 1 << 53 {
        let value = Double(digits) / Self.powers[decimals]
        self = .real(isNegative ? -value : value)
        return
      }
    }
    self = Self.slow(text)
  }

  /// Long numbers, exponents, and what languages write for values that are not finite.
  private static func slow(_ text: ArraySlice<UInt8>) -> CSVNumber {
    if CardText.isInteger(text) {
      return Int64(String(decoding: text, as: UTF8.self)).map { .integer($0) } ?? .tooLong
    }
    if let value = CardText.number(text) { return .real(value) }
    switch String(decoding: text, as: UTF8.self).lowercased() {
    case "nan", "+nan", "-nan": return .real(.nan)
    case "inf", "+inf", "infinity", "+infinity": return .real(.infinity)
    case "-inf", "-infinity": return .real(-.infinity)
    default: return .text
    }
  }
}
