import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Report

/// What a client gets, over a socket.
@Suite(.serialized)
struct LocalServerTests {
  let workspace: Workspace
  let site: ReportSite
  let server: LocalServer

  init() throws {
    workspace = try Workspace()
    try workspace.write("<p>page", to: "report/index.html")
    try workspace.write("x", to: "report/data/summary.js")
    try workspace.write("picture", to: "report/png/a b.png")
    try workspace.write("hidden", to: "report/.secret")
    try workspace.write("outside", to: "secret.txt")
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: workspace["report/png/link.png"], withDestinationPath: workspace["secret.txt"])
    try files.createSymbolicLink(
      atPath: workspace["report/up"], withDestinationPath: workspace.path)
    site = ReportSite(
      report: workspace["report"], state: { RunState(.running, done: 7) },
      inspect: { row in
        guard row == 3 else { throw DataError(.missing, "no <row> \(row)") }
        return Array("{\"kind\":\"image\"}".utf8)
      })
    server = try LocalServer { [site] in site.answer($0) }
    Thread.detachNewThread { [server] in server.run() }
  }

  /// Sends bytes, gives back what came until the server closed or answered once.
  private func exchange(_ text: String, closing: Bool = true) throws -> String {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(connection) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = server.port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    let isOpen = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    try #require(isOpen)
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let bytes = Array(text.utf8)
    _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    if closing { shutdown(connection, Int32(SHUT_WR)) }
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(connection, &piece, piece.count, 0)
      guard count > 0 else { break }
      answer += piece[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
  }

  private func get(_ path: String, method: String = "GET", host: String? = nil) throws -> String {
    let host = host ?? "127.0.0.1:\(server.port)"
    return try exchange(
      "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
  }

  private func status(_ answer: String) -> Int? {
    answer.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  @Test("Files of the report are served under the token, with headers that shut the rest out")
  func files() throws {
    let answer = try get("/\(site.token)/")
    #expect(status(answer) == 200)
    #expect(answer.hasSuffix("\r\n\r\n<p>page"))
    #expect(answer.contains("Content-Type: text/html; charset=utf-8\r\n"))
    #expect(answer.contains("Content-Security-Policy: default-src 'none'; script-src 'self';"))
    #expect(answer.contains("X-Content-Type-Options: nosniff\r\n"))
    #expect(answer.contains("Referrer-Policy: no-referrer\r\n"))
    #expect(try get("/\(site.token)/png/a%20b.png").hasSuffix("picture"))
    // The pages themselves stand in where the report lacks one.
    #expect(try status(get("/\(site.token)/core.js")) == 200)
  }

  @Test("HEAD gives the head alone")
  func head() throws {
    let answer = try get("/\(site.token)/png/a%20b.png", method: "HEAD")
    #expect(status(answer) == 200)
    #expect(answer.contains("Content-Length: 7\r\n") && answer.hasSuffix("\r\n\r\n"))
  }

  @Test("Without the token there is nothing, not even a hint (S12)")
  func token() throws {
    let bare = try get("/")
    #expect(status(bare) == 404)
    let other = site.token.dropLast() + (site.token.hasSuffix("0") ? "1" : "0")
    for path in ["/index.html", "/api/state", "/\(other)/", "/\(site.token)"] {
      #expect(try get(path) == bare)
    }
    #expect(site.token.count == 32)
  }

  @Test("A request that names another host is refused: DNS rebinding (S12)")
  func host() throws {
    let path = "/\(site.token)/"
    for name in [
      "evil.example", "evil.example:\(server.port)", "127.0.0.1", "127.0.0.1:1", "localhost.evil:1",
    ] {
      #expect(try status(get(path, host: name)) == 403)
    }
    #expect(try status(get(path, host: "localhost:\(server.port)")) == 200)
    #expect(try status(get(path, host: "LOCALHOST:\(server.port)")) == 200)
  }

  @Test("Only GET and HEAD (S12)")
  func methods() throws {
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"] {
      let answer = try get("/\(site.token)/", method: method)
      #expect(status(answer) == 405)
      #expect(answer.contains("Allow: GET, HEAD\r\n"))
    }
  }

  @Test(
    "No path leaves the folder, links and hidden files included (S12)",
    arguments: [
      "../secret.txt", "png/../../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt",
      "png/link.png", "up/secret.txt", "up/report/index.html", ".secret", "png/", "png", "data",
      "//etc/passwd", "/etc/passwd", "png/a%00b.png", "absent.html", "report.css/", "api",
      "png/%5c..%5c..%5csecret.txt",
    ])
  func confinement(path: String) throws {
    let answer = try get("/\(site.token)/\(path)")
    #expect([400, 404].contains(status(answer)))
    #expect(!answer.contains("outside") && !answer.contains("hidden") && !answer.contains("root:"))
  }

  @Test("The state of a run and an object looked at anew come as JSON, failures too")
  func interface() throws {
    #expect(try get("/\(site.token)/api/state").hasSuffix("\"state\":\"running\"}"))
    #expect(try get("/\(site.token)/api/inspect/3").hasSuffix("{\"kind\":\"image\"}"))
    let failure = try get("/\(site.token)/api/inspect/4")
    #expect(status(failure) == 500)
    #expect(failure.contains("Content-Type: application/json") && failure.contains("no <row> 4"))
    #expect(try status(get("/\(site.token)/api/inspect/x")) == 404)
  }

  @Test("One connection carries several requests, also sent at once")
  func kept() throws {
    let one = "GET /\(site.token)/ HTTP/1.1\r\nHost: localhost:\(server.port)\r\n\r\n"
    let answer = try exchange(one + one)
    #expect(answer.components(separatedBy: "<p>page").count == 3)
  }

  @Test("Nonsense and endless heads end the connection, and others are served on")
  func nonsense() throws {
    #expect(try status(exchange("\u{16}\u{3}\u{1}\r\n\r\n")) == 400)
    #expect(try exchange("GET / HTTP/1.1\r\n") == "")
    let long = "GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 40_000)
    #expect([431, nil].contains(try status(exchange(long))))
    #expect(try status(get("/\(site.token)/")) == 200)
  }

  @Test("It listens on the loopback address alone")
  func loopback() throws {
    #expect(server.host == "127.0.0.1")
    let table = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
    let port = String(server.port, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: 4 - port.count) + port
    let lines = table.split(separator: "\n").filter { $0.contains(":\(padded) 00000000:0000 0A") }
    #expect(lines.count == 1 && lines.allSatisfy { $0.contains("0100007F:\(padded)") })
    let taken = server.port
    let answer: @Sendable (HTTPRequest) -> HTTPResponse = { [site] in site.answer($0) }
    #expect(throws: DataError.self) { try LocalServer(host: "evil.example", answer: answer) }
    #expect(throws: DataError.self) { try LocalServer(port: taken, answer: answer) }
  }
}
