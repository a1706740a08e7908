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

  init() throws {
    workspace = try Workspace()
    try workspace.write("<p>page", to: "report/index.html")
    try workspace.write("x", to: "report/data/summary.js")
    try workspace.write("picture", to: "report/png/a b.png")
    try workspace.write([UInt8](repeating: 7, count: 1_000_000), to: "report/fits/large.fits")
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
  }

  /// Serves the site while a test asks for things.
  private func served(_ body: (SocketClient) async throws -> Void) async throws {
    let server = try LocalServer { [site] in site.answer($0) }
    let (ports, open) = AsyncStream.makeStream(of: UInt16.self)
    // It serves to the end of the tests, as the command does to its own: a connection that is
    // accepted while the server is cancelled would be a fault to NIO.
    Task.detached {
      defer { open.finish() }
      try await server.run { open.yield($0) }
    }
    var iterator = ports.makeAsyncIterator()
    try await body(SocketClient(port: try #require(await iterator.next())))
  }

  private func status(_ answer: String) -> Int? { SocketClient.status(answer) }

  @Test("Files of the report are served under the token, with headers that shut the rest out")
  func files() async throws {
    try await served { client in
      let answer = try await client.get("/\(site.token)/")
      #expect(status(answer) == 200)
      #expect(answer.hasSuffix("\r\n\r\n<p>page"))
      #expect(answer.contains("Content-Type: text/html; charset=utf-8\r\n"))
      #expect(answer.contains("Content-Security-Policy: default-src 'none'; script-src 'self';"))
      #expect(answer.contains("X-Content-Type-Options: nosniff\r\n"))
      #expect(answer.contains("Referrer-Policy: no-referrer\r\n"))
      #expect(answer.contains("Cross-Origin-Resource-Policy: same-origin\r\n"))
      #expect(answer.contains("Cache-Control: no-store\r\n"))
      let picture = try await client.get("/\(site.token)/png/a%20b.png")
      #expect(picture.hasSuffix("picture") && picture.contains("private, max-age=3600\r\n"))
      // The pages themselves stand in where the report lacks one.
      #expect(try await client.status("/\(site.token)/core.js") == 200)
      let large = try await client.get("/\(site.token)/fits/large.fits")
      #expect(large.contains("Content-Length: 1000000\r\n"))
      #expect(large.hasSuffix("\r\n\r\n" + String(repeating: "\u{7}", count: 1_000_000)))
    }
  }

  @Test("HEAD gives the head alone")
  func head() async throws {
    try await served { client in
      let answer = try await client.get("/\(site.token)/png/a%20b.png", method: "HEAD")
      #expect(status(answer) == 200)
      #expect(answer.contains("Content-Length: 7\r\n") && answer.hasSuffix("\r\n\r\n"))
    }
  }

  @Test("Without the token there is nothing, not even a hint (S12)")
  func token() async throws {
    try await served { client in
      // All but the time of day.
      func answer(_ path: String) async throws -> [String] {
        try await client.get(path).components(separatedBy: "\r\n").filter {
          !$0.hasPrefix("Date:")
        }
      }
      let bare = try await answer("/")
      #expect(bare.first == "HTTP/1.1 404 Not Found")
      let other = site.token.dropLast() + (site.token.hasSuffix("0") ? "1" : "0")
      for path in ["/index.html", "/api/state", "/\(other)/", "/\(site.token)"] {
        #expect(try await answer(path) == bare)
      }
    }
    #expect(site.token.count == 32)
  }

  @Test("A request that names another host is refused: DNS rebinding (S12)")
  func host() async throws {
    try await served { client in
      let port = client.port
      let strangers = [
        "evil.example", "evil.example:\(port)", "127.0.0.1", "127.0.0.1:1", "localhost.evil:1",
      ]
      for name in strangers + ["localhost:\(port)", "LOCALHOST:\(port)"] {
        let answer = try await client.get("/\(site.token)/", host: name)
        #expect(status(answer) == (strangers.contains(name) ? 403 : 200), "\(name)")
      }
    }
  }

  @Test("Only GET and HEAD, and no body (S12)")
  func methods() async throws {
    try await served { client in
      for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
        let answer = try await client.get("/\(site.token)/", method: method)
        #expect(status(answer) == 405)
        #expect(answer.contains("Allow: GET, HEAD\r\n"))
      }
      // These two are no requests at all.
      for method in ["CONNECT", "get"] {
        let answer = try await client.get("/\(site.token)/", method: method)
        #expect([400, 405, nil].contains(status(answer)), "\(method): \(answer)")
      }
      for body in ["Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"]
      {
        let answer = try await client.exchange(
          "GET /\(site.token)/ HTTP/1.1\r\nHost: localhost:\(client.port)\r\n"
            + "Connection: close\r\n" + body)
        #expect(status(answer) == 400)
      }
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
  func confinement(path: String) async throws {
    try await served { client in
      let answer = try await client.get("/\(site.token)/\(path)")
      #expect([400, 404].contains(status(answer)))
      #expect(
        !answer.contains("outside") && !answer.contains("hidden") && !answer.contains("root:"))
    }
  }

  @Test("The state of a run and an object looked at anew come as JSON, failures too")
  func interface() async throws {
    try await served { client in
      let api = "/\(site.token)/api"
      #expect(try await client.get("\(api)/state").hasSuffix("\"state\":\"running\"}"))
      #expect(try await client.get("\(api)/inspect/3").hasSuffix("{\"kind\":\"image\"}"))
      let failure = try await client.get("\(api)/inspect/4")
      #expect(status(failure) == 500)
      #expect(
        failure.contains("Content-Type: application/json") && failure.contains("no <row> 4"))
      #expect(try await client.status("\(api)/inspect/x") == 404)
    }
  }

  @Test("One connection carries several requests, also sent at once")
  func kept() async throws {
    try await served { client in
      let one = "GET /\(site.token)/ HTTP/1.1\r\nHost: localhost:\(client.port)\r\n\r\n"
      let answer = try await client.exchange(one + one)
      #expect(answer.components(separatedBy: "<p>page").count == 3)
    }
  }

  @Test("Nonsense and endless heads end the connection, and others are served on")
  func nonsense() async throws {
    try await served { client in
      let host = "Host: localhost:\(client.port)"
      for text in [
        "\u{16}\u{3}\u{1}\r\n\r\n", "GET / HTTP/1.1\r\n", "GET /\r\n\(host)\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\(host)\r\n\(host)\r\n\r\n",
        "GET / HTTP/3.0\r\n\(host)\r\n\r\n", "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET /\u{E4} HTTP/1.1\r\n\(host)\r\n\r\n",
        "GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 40_000),
        "GET / HTTP/1.1\r\n\(host)\r\nX: " + String(repeating: "a", count: 40_000) + "\r\n\r\n",
      ] {
        let answer = try await client.exchange(text)
        #expect([400, 431, nil].contains(status(answer)), "\(text.prefix(40)): \(answer)")
      }
      #expect(try await client.status("/\(site.token)/") == 200)
    }
  }

  @Test("It listens on the loopback address alone, and an address that cannot be had is told")
  func loopback() async throws {
    try await served { client in
      #expect(client.refusal(at: "127.0.0.1") == 0)
      // A server of every address would answer here too.
      #expect(client.refusal(at: "127.0.0.2") == ECONNREFUSED)
      let second = try LocalServer(port: client.port) { [site] in site.answer($0) }
      await #expect(throws: DataError.self) { try await second.run { _ in } }
      #expect(throws: DataError.self) {
        try LocalServer(host: "evil.example") { [site] in site.answer($0) }
      }
    }
  }
}

extension SocketClient {
  fileprivate static func status(_ answer: String) -> Int? {
    answer.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  fileprivate func status(_ path: String) async throws -> Int? {
    Self.status(try await get(path))
  }

  fileprivate func get(
    _ path: String, method: String = "GET", host: String? = nil
  ) async throws -> String {
    let host = host ?? "127.0.0.1:\(port)"
    return try await exchange(
      "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
  }
}
