import OrreryKit
import Testing

@testable import Pipeline

struct YAMLReaderTests {
  private func problem(_ text: String) -> String {
    do {
      _ = try YAMLReader.read(text, source: "p.yaml")
      return ""
    } catch let problems as Problems {
      return problems.description
    } catch {
      return "other: \(error)"
    }
  }

  @Test("Plain scalars follow the YAML 1.2 core rules")
  func scalars() throws {
    let node = try YAMLReader.read(
      "[1, -2.5, 1e3, true, no, ~, .inf, 12:30, '7', 0x10, 1.2.3, +5, 99999999999999999999]",
      source: "p.yaml")
    #expect(
      node.value
        == .array([
          .integer(1), .number(-2.5), .number(1000), .bool(true), .string("no"), .null,
          .number(.infinity), .string("12:30"), .string("7"), .string("0x10"), .string("1.2.3"),
          .integer(5), .number(1e20),
        ]))
  }

  @Test("Every value knows its line and column")
  func places() throws {
    let node = try YAMLReader.read("a: 1\nb:\n  - c: x\n", source: "p.yaml")
    #expect(node.descend(["b", "0", "c"]).place.description == "p.yaml:3:8")
  }

  @Test("Broken YAML is told with its place and no raw bytes")
  func broken() {
    #expect(problem("a: [1, 2\nb: 3").hasPrefix("p.yaml:2:"))
    #expect(problem("a: 1\na: 2\n") == "p.yaml:1:1: written twice in this map: 'a'")
    #expect(
      problem("input: { images: *.fits }").hasSuffix(
        "; quote a pattern that starts with '*' or '&'"))
    #expect(problem("") == "p.yaml:1:1: is empty")
    #expect(!problem("a: \u{1B}[31m").utf8.contains(0x1B))
    #expect(problem("a: !!python/object:os.system x").contains("tags ("))
    #expect(problem("a: { <<: { b: 1 } }").contains("merge keys"))
  }

  @Test("A byte-order mark before the text is no part of it")
  func byteOrderMark() throws {
    let root = try YAMLReader.read("\u{FEFF}a: 1\n", source: "p.yaml")
    #expect(root.value == (try YAMLReader.read("a: 1\n", source: "p.yaml")).value)
  }

  @Test("Aliases that multiply, deep nesting and large files are refused")
  func bombs() {
    var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      let items = [String](repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      laughs += "a\(level): &a\(level) [\(items)]\n"
    }
    #expect(problem(laughs).contains("more than 10000 values, aliases expanded"))
    let deep = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
    #expect(problem(deep).contains("nested more than 50 deep"))
    #expect(problem(String(repeating: "x", count: 1 << 21)).contains("larger than 1 MB"))
  }
}
