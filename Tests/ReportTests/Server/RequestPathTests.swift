import Testing

@testable import Report

struct RequestPathTests {
  @Test("A plain path is read in parts, what is behind it left out")
  func plain() throws {
    #expect(try RequestPath("/t/png/a%20b.png?x=1").parts == ["t", "png", "a b.png"])
    #expect(try RequestPath("/t/#top").parts == ["t", ""])
    #expect(try RequestPath("/").parts == [""])
    #expect(try RequestPath("/%C3%A9").parts == ["\u{E9}"])
  }

  @Test(
    "What could mean something else to a file system is refused",
    arguments: [
      "/../etc/passwd", "/%2e%2e/x", "/./x", "/a%2fb", "/a%00b", "/%zz", "/%+1", "/%", "/%f",
      "/%ff", "http://a/", "a", "", "/a b", "/\u{E4}", "/a\u{7F}", "*",
    ])
  func unusual(target: String) {
    #expect(throws: HTTPRefusal.malformed) { try RequestPath(target) }
  }
}
