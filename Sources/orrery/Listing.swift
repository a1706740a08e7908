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

  /// Readable JSON with sorted keys.
  static func json(_ value: JSONValue) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
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
