import Foundation
import OrreryKit

/// JSON that is the same bytes for the same value: keys sorted, no spaces.
enum CanonicalJSON {
  static func bytes(_ value: JSONValue) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // A `JSONValue` holds nothing that JSON cannot, once non-finite numbers are texts.
    guard let data = try? encoder.encode(value) else { preconditionFailure("JSON of a JSONValue") }
    return Array(data)
  }
}
