/// TFORM of a binary table: `rTa` (FITS standard 4.0, section 7.3.1).
struct BinaryFormat {
  var type: UInt8
  /// The repeat count `r`.
  var count: Int
  /// Bytes of a cell.
  var size: Int
  /// Element letter of a descriptor.
  var elementType: UInt8 = 0
  /// Length of the strings that a cell holds side by side (`60A12`); 0 where it is one string.
  var substring = 0

  init(type: UInt8, count: Int, size: Int) {
    self.type = type
    self.count = count
    self.size = size
  }

  init(_ format: String, number: Int) throws {
    let text = Array(format.uppercased().utf8.drop { $0 == CardText.blank })
    let digits = text.prefix(while: CardText.isDigit)
    guard digits.count < text.count, digits.count <= 18 else {
      throw DataError(.damaged, "TFORM\(number) = '\(format)' is no format")
    }
    let type = text[digits.count]
    let rest = text[(digits.count + 1)...]
    let element = TableField.elementSize(type)
    guard element > 0 else {
      throw DataError(.damaged, "TFORM\(number) = '\(format)' has an unknown type")
    }
    let count = digits.isEmpty ? 1 : Int(String(decoding: digits, as: UTF8.self)) ?? 0
    var size = try DataShape.product(count, element)
    switch type {
    case UInt8(ascii: "X"): size = count / 8 + (count % 8 == 0 ? 0 : 1)
    case UInt8(ascii: "P"), UInt8(ascii: "Q"):
      guard count <= 1, let letter = rest.first, TableField.elementSize(letter) > 0,
        letter != UInt8(ascii: "P"), letter != UInt8(ascii: "Q")
      else { throw DataError(.damaged, "TFORM\(number) = '\(format)' is no descriptor") }
      elementType = letter
    case UInt8(ascii: "A"):
      let width = rest.prefix(while: CardText.isDigit)
      if !width.isEmpty, width.count <= 9 {
        substring = Int(String(decoding: width, as: UTF8.self)) ?? 0
      }
    default: break
    }
    self.type = type
    self.count = count
    self.size = size
  }
}
