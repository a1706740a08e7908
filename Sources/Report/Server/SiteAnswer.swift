/// What is sent back: a status, a kind of content, and the content.
public struct SiteAnswer: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    case file(ServedFile)

    var count: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .file(let file): file.count
      }
    }
  }

  var status = 200
  var type: String
  var body: Body
  /// The browser may keep it for an hour.
  var isLasting = false

  init(_ refusal: HTTPRefusal) {
    status = refusal.status
    type = "text/plain; charset=utf-8"
    body = .bytes(Array("\(refusal.phrase)\n".utf8))
  }

  init(json: [UInt8], status: Int = 200) {
    self.status = status
    type = "application/json"
    body = .bytes(json)
  }

  init(_ file: ServedFile, name: String) {
    type = Self.type(of: name)
    body = .file(file)
    // Pictures of objects do not change; summaries may.
    isLasting = ["png", "fits"].contains(Self.ending(of: name))
  }

  private static func ending(of name: String) -> String {
    name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
  }

  private static func type(of name: String) -> String {
    switch ending(of: name) {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "fits": "application/fits"
    default: "application/octet-stream"
    }
  }
}
