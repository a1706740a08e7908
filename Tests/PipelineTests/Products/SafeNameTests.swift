import Testing

@testable import Pipeline

struct SafeNameTests {
  @Test("An ordinary id is its own name")
  func ordinary() {
    #expect(SafeName.make(for: "field-01-00003") == "field-01-00003")
  }

  @Test(
    "A hostile id becomes a safe name that stays inside its folder",
    arguments: [
      "../../etc/passwd", "..", ".", "", "/abs", "a/b", "a\u{0}b", "-rf", ".hidden", "NGC 1316",
      "é", "\u{202E}gnp", String(repeating: "x", count: 5000), "con\n", "a;rm -rf ~", "SAME",
    ])
  func hostile(id: String) {
    let name = SafeName.make(for: id)
    #expect(SafeName.isSafe(name), "\(name)")
    #expect(name != id)
  }

  @Test("Two ids never share a file, not even where case is ignored")
  func distinct() {
    let ids = ["same", "SAME", "Same", "a/b", "a_b", "a b", "x", "x~2", "é", "è"]
    #expect(Set(ids.map { SafeName.make(for: $0).lowercased() }).count == ids.count)
  }
}
