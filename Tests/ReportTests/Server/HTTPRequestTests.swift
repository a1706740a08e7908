import Testing

@testable import Report

struct HTTPRequestTests {
  private func parse(_ lines: String...) throws -> HTTPRequest {
    try HTTPRequest(head: Array(lines.joined(separator: "\r\n").utf8))
  }

  @Test("A plain request is read")
  func plain() throws {
    let request = try parse("GET /t/png/a%20b.png?x=1 HTTP/1.1", "Host: 127.0.0.1:80", "X: y")
    #expect(!request.isHead && request.isKept)
    #expect(request.path == ["t", "png", "a b.png"])
    #expect(request.host == "127.0.0.1:80")
    #expect(try parse("HEAD / HTTP/1.0", "Host: a").isHead)
    #expect(try !parse("GET / HTTP/1.1", "Host: a", "Connection: close").isKept)
    #expect(try parse("GET / HTTP/1.1", "Host: a").path == [""])
  }

  @Test(
    "What is unusual is refused",
    arguments: [
      "GET /../etc/passwd HTTP/1.1\r\nHost: a", "GET /%2e%2e/x HTTP/1.1\r\nHost: a",
      "GET /a%2fb HTTP/1.1\r\nHost: a", "GET /a%00b HTTP/1.1\r\nHost: a",
      "GET /%zz HTTP/1.1\r\nHost: a", "GET /%+1 HTTP/1.1\r\nHost: a", "GET /% HTTP/1.1\r\nHost: a",
      "GET /%ff HTTP/1.1\r\nHost: a", "GET http://a/ HTTP/1.1\r\nHost: a",
      "GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: a\r\nHost: b", "GET  / HTTP/1.1\r\nHost: a",
      "GET / HTTP/2.0\r\nHost: a", "GET /\r\nHost: a", "GET / HTTP/1.1\r\nHost : a",
      "GET / HTTP/1.1\r\nHost: a\n b", "GET / HTTP/1.1\r\n Host: a", "", "\u{1}\u{2}",
      "GET /\u{e4} HTTP/1.1\r\nHost: a",
    ])
  func unusual(head: String) {
    #expect(throws: HTTPRefusal.malformed) { try HTTPRequest(head: Array(head.utf8)) }
  }

  @Test("Only GET and HEAD, and no body")
  func method() {
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "get"] {
      #expect(throws: HTTPRefusal.method) { try parse("\(method) / HTTP/1.1", "Host: a") }
    }
    #expect(throws: HTTPRefusal.body) {
      try parse("GET / HTTP/1.1", "Host: a", "Content-Length: 5")
    }
    #expect(throws: HTTPRefusal.body) {
      try parse("GET / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked")
    }
  }
}
