/// The head of a request, as far as this server takes one: GET or HEAD of a path, without a body.
///
/// The grammar is a strict part of HTTP/1.1 (RFC 9112): what is unusual is refused, not mended.
public struct HTTPRequest: Sendable, Equatable {
  public var isHead: Bool
  /// Parts of the path between slashes, decoded; the last is empty where the path ends in a slash.
  public var path: [String]
  /// As the client names this server, with its port.
  public var host: String
  /// The connection may carry another request.
  public var isKept: Bool

  /// Longest head, in bytes.
  static let limit = 16_384

  /// - Parameter head: from the method to the empty line, which is left out.
  /// - Throws: `HTTPRefusal`.
  public init(head: [UInt8]) throws {
    guard head.allSatisfy({ (32..<127).contains($0) || $0 == 13 || $0 == 10 || $0 == 9 }) else {
      throw HTTPRefusal.malformed
    }
    let lines = String(decoding: head, as: UTF8.self).split(
      separator: "\r\n", omittingEmptySubsequences: false)
    guard let first = lines.first,
      !lines.contains(where: { $0.contains("\n") || $0.contains("\r") })
    else { throw HTTPRefusal.malformed }
    let words = first.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, ["HTTP/1.1", "HTTP/1.0"].contains(words[2]) else {
      throw HTTPRefusal.malformed
    }
    guard words[0] == "GET" || words[0] == "HEAD" else { throw HTTPRefusal.method }
    isHead = words[0] == "HEAD"
    path = try Self.path(words[1])

    var hosts: [String] = []
    var connection = words[2] == "HTTP/1.1" ? "keep-alive" : "close"
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":"), line[..<colon].allSatisfy(Self.isNamePart),
        colon > line.startIndex
      else { throw HTTPRefusal.malformed }
      let value = line[line.index(after: colon)...].trimmingPrefix { $0 == " " || $0 == "\t" }
      switch line[..<colon].lowercased() {
      case "host": hosts.append(value.lowercased())
      case "connection": connection = value.lowercased()
      case "content-length" where value != "0": throw HTTPRefusal.body
      case "transfer-encoding": throw HTTPRefusal.body
      default: break
      }
    }
    guard hosts.count == 1 else { throw HTTPRefusal.malformed }
    host = hosts[0]
    isKept = connection.contains("keep-alive")
  }

  private static func isNamePart(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "-_".contains(character))
  }

  /// - Throws: `HTTPRefusal` for a path that could mean something else to a file system.
  private static func path(_ target: Substring) throws -> [String] {
    let path = target.prefix { $0 != "?" && $0 != "#" }
    guard path.hasPrefix("/") else { throw HTTPRefusal.malformed }
    return try path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
      .map { part in
        guard let text = decoded(part), text != ".", text != "..",
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
