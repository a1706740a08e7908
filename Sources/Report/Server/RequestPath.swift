/// The path of a request, taken strictly: what is unusual is refused, not mended.
struct RequestPath {
  /// Parts between slashes, decoded; the last is empty where the path ends in a slash.
  let parts: [String]

  /// - Parameter target: as the client wrote it.
  /// - Throws: `HTTPRefusal` for a path that could mean something else to a file system.
  init(_ target: String) throws {
    guard target.hasPrefix("/"), target.utf8.allSatisfy({ (33..<127).contains($0) }) else {
      throw HTTPRefusal.malformed
    }
    let path = target.prefix { $0 != "?" && $0 != "#" }
    parts = try path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
      .map { part in
        guard let text = Self.decoded(part), text != ".", text != "..",
          !text.contains("/"), !text.unicodeScalars.contains(where: { $0.value < 32 })
        else { throw HTTPRefusal.malformed }
        return text
      }
  }

  /// Without `%xx`; `nil` where that is no UTF-8 or badly written.
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
        rest.prefix(2).allSatisfy({ $0 != UInt8(ascii: "+") })
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
