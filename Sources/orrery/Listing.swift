import Foundation
import OrreryKit

/// Tables and JSON on stdout.
enum Listing {
  /// Rows of two columns, the first padded.
  static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, text in
      (name + String(repeating: " ", count: width - name.count) + "  " + text).printable
    }.joined(separator: "\n")
  }

  /// Readable JSON with sorted keys; what would steer a terminal is escaped as JSON does it.
  static func json(_ value: JSONValue) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// JSON in which characters that steer a terminal are escaped, as JSON allows.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      // Characters that `printable` escapes, but for the line feeds between keys.
      if scalar.isASCII && scalar.value != 0x7F || String(scalar).printable == String(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    return result
  }

  /// The value of this name.
  /// - Throws: `CommandFailure` with the nearest names.
  static func find<Value>(_ name: String, _ kind: String, in table: [String: Value]) throws -> Value
  {
    if let value = table[name] { return value }
    let hint = NearestNames.suggestion(for: name, among: Array(table.keys))
    throw CommandFailure(.usage, "orrery: no \(kind) '\(name)'\(hint)".printable)
  }
}
