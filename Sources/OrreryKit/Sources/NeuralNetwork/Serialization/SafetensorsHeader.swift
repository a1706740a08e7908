/// The checked header of a safetensors file: every tensor's type, shape and place.
///
/// Stricter than the reference in two places: a name may occur once only, and the header starts
/// with `{`. What two readers could understand differently is refused.
struct SafetensorsHeader {
  struct Entry {
    var name: String
    var type: ElementType
    var shape: [Int]
    /// Place in the data that follow the header, in bytes.
    var range: Range<Int>
  }

  /// In the order of their places.
  var entries: [Entry]
  var metadata: [String: String]

  /// Longest header that is read, in bytes; the reference's limit.
  static let limit = 100_000_000
  private static let longestName = 4096
  private static let mostDimensions = 16

  /// - Parameters:
  ///   - bytes: the header without its length.
  ///   - dataCount: bytes that follow it.
  init(_ bytes: [UInt8], dataCount: Int, file: String?) throws {
    var scanner = HeaderScanner(bytes, file: file)
    guard bytes.first == UInt8(ascii: "{") else {
      throw DataError(.notRecognised, "header does not start with '{'", file: file)
    }
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    var names = Set<String>()
    try scanner.object { scanner, name in
      guard names.insert(name).inserted else {
        throw scanner.damaged("name '\(name.prefix(60))' occurs twice")
      }
      if name == "__metadata__" {
        try scanner.object { scanner, key in
          guard metadata.updateValue(try scanner.string(), forKey: key) == nil else {
            throw scanner.damaged("metadata '\(key.prefix(60))' occurs twice")
          }
        }
      } else {
        guard name.utf8.count <= Self.longestName else {
          throw DataError(
            .tooLarge, "a tensor's name has more than \(Self.longestName) bytes", file: file)
        }
        entries.append(try Self.entry(name, &scanner))
      }
    }
    try scanner.end()
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var position = 0
    for entry in entries {
      guard entry.range.lowerBound == position else {
        let what = entry.range.lowerBound > position ? "a hole before" : "an overlap at"
        throw scanner.damaged("\(what) tensor '\(entry.name)'")
      }
      position = entry.range.upperBound
    }
    guard position == dataCount else {
      throw scanner.damaged(
        "header describes \(position) bytes of data, the file holds \(dataCount)")
    }
    self.entries = entries
    self.metadata = metadata
  }

  private static func entry(_ name: String, _ scanner: inout HeaderScanner) throws -> Entry {
    var typeName: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object { scanner, key in
      let isNew: Bool
      switch key {
      case "dtype": isNew = try replace(&typeName, scanner.string())
      case "shape": isNew = try replace(&shape, scanner.integers(atMost: mostDimensions))
      case "data_offsets": isNew = try replace(&offsets, scanner.integers(atMost: 2))
      default: throw scanner.damaged("unknown key '\(key.prefix(60))' of tensor '\(name)'")
      }
      guard isNew else { throw scanner.damaged("'\(key)' of tensor '\(name)' occurs twice") }
    }
    guard let typeName, let shape, let offsets, offsets.count == 2 else {
      throw scanner.damaged("tensor '\(name)' lacks dtype, shape or two data_offsets")
    }
    guard let type = ElementType(rawValue: typeName) else {
      throw DataError(
        .unsupported, "tensor '\(name)' has type '\(typeName.prefix(20))'", file: scanner.file)
    }
    var size = type.size
    for length in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      guard !overflow else {
        throw DataError(
          .tooLarge, "tensor '\(name)' has an impossible shape \(shape)", file: scanner.file)
      }
      size = product
    }
    guard offsets[0] <= offsets[1], offsets[1] - offsets[0] == size else {
      throw scanner.damaged(
        "tensor '\(name)': offsets \(offsets) do not hold \(typeName) of shape \(shape)")
    }
    return Entry(name: name, type: type, shape: shape, range: offsets[0]..<offsets[1])
  }

  private static func replace<T>(_ place: inout T?, _ value: T) -> Bool {
    defer { place = value }
    return place == nil
  }
}
