import Foundation
import OrreryKit

/// A script that hands one value to a page: `orrery.receive("name", value);`.
///
/// A page that opens from a disk may load scripts and pictures, but read no files.
enum DataScript {
  /// The bytes of the script; nothing in the value can end a script, a string or a line.
  static func bytes(_ name: String, _ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var result = Array("orrery.receive(".utf8)
    result += escaped(try encoder.encode(name))
    result.append(UInt8(ascii: ","))
    result += escaped(try encoder.encode(value))
    result += Array(");\n".utf8)
    return result
  }

  /// JSON in ASCII without `<`: inert whatever a page or a server takes it for.
  private static func escaped(_ json: Data) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(json.count)
    if json.allSatisfy({ $0 < 0x7F && $0 != UInt8(ascii: "<") }) { return Array(json) }
    for unit in String(decoding: json, as: UTF8.self).utf16 {
      if unit < 0x7F, unit != UInt16(UInt8(ascii: "<")) {
        result.append(UInt8(unit))
      } else {
        let digits = String(unit, radix: 16)
        result += Array("\\u".utf8) + Array(repeating: UInt8(ascii: "0"), count: 4 - digits.count)
        result += Array(digits.utf8)
      }
    }
    return result
  }
}
