/// What is sent back: a status, a kind of content, and the content.
public struct HTTPResponse: Sendable {
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
    body = .bytes(Array("\(Self.phrase(refusal.status))\n".utf8))
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

  /// The head as bytes.
  func head(isKept: Bool) -> [UInt8] {
    var lines = [
      "HTTP/1.1 \(status) \(Self.phrase(status))",
      "Content-Type: \(type)",
      "Content-Length: \(body.count)",
      "Cache-Control: \(isLasting ? "private, max-age=3600" : "no-store")",
      "Connection: \(isKept ? "keep-alive" : "close")",
      "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
        + "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'",
      "Cross-Origin-Resource-Policy: same-origin",
      "Referrer-Policy: no-referrer",
      "X-Content-Type-Options: nosniff",
    ]
    if status == 405 { lines.append("Allow: GET, HEAD") }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
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

  private static func phrase(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 431: "Request Header Fields Too Large"
    default: "Internal Server Error"
    }
  }
}
