import Foundation

/// Values as a script hands them to a page: little-endian binary in base64, or texts.
struct PackedColumn: Encodable, Sendable, Equatable {
  /// `f4`, `f8`, `u1`, `u2`, `u4`, or `text`.
  var type: String
  var width = 1
  /// Base64, where the type is a number's.
  var data: String?
  /// What the numbers stand for, where they are codes.
  var dictionary: [String]?
  var texts: [String]?

  init(doubles: [Double], width: Int = 1) {
    type = "f8"
    self.width = width
    data = Self.base64(doubles.map(\.bitPattern))
  }

  init(floats: [Double], width: Int = 1) {
    type = "f4"
    self.width = width
    data = Self.base64(floats.map { Float($0).bitPattern })
  }

  init(bits: [UInt32]) {
    type = "u4"
    data = Self.base64(bits)
  }

  /// Codes where that is shorter: at most 65536 texts, each twice or more on average.
  init(texts: [String], dictionary: [String]? = nil) {
    let names: [String]
    if let dictionary {
      names = dictionary
    } else {
      var seen = Set<String>()
      names = texts.filter { seen.insert($0).inserted }
    }
    guard names.count <= 1 << 16, dictionary != nil || names.count * 2 <= texts.count else {
      type = "text"
      self.texts = texts
      return
    }
    let codes = Dictionary(
      names.enumerated().map { ($0.element, UInt16($0.offset)) },
      uniquingKeysWith: { first, _ in first })
    type = "u2"
    data = Self.base64(texts.map { codes[$0] ?? 0 })
    self.dictionary = names
  }

  private static func base64<Value: FixedWidthInteger>(_ values: [Value]) -> String {
    values.map(\.littleEndian).withUnsafeBytes { Data($0).base64EncodedString() }
  }
}
