import Foundation
import Testing

@Suite("Code in the documentation")
struct QuotedCodeTests {
  /// A block of Swift, or of YAML that is quoted, and the file that the comment above it names.
  struct Quote: Sendable, CustomTestStringConvertible {
    var document: String
    var source: String?
    var code: String
    var testDescription: String { "\(document): \(code.prefix { $0 != "\n" })" }
  }

  static let checkout = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let quotes: [Quote] = {
    let catalogue = checkout.appendingPathComponent(
      "Sources/OrreryKit/Sources/OrreryKit/OrreryKit.docc")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: catalogue.path)) ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted().flatMap { name in
      let file = catalogue.appendingPathComponent(name)
      return blocks(of: (try? String(contentsOf: file, encoding: .utf8)) ?? "", in: name)
    }
  }()

  private static func blocks(of text: String, in document: String) -> [Quote] {
    var result: [Quote] = []
    var before = ""
    var open: [Substring]?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let code = open {
        if line == "```" {
          let source = before.wholeMatch(of: /<!-- quoted from (.*) -->/).map { String($0.1) }
          result.append(
            Quote(document: document, source: source, code: code.joined(separator: "\n")))
          open = nil
        } else {
          open = code + [line]
        }
      } else if line == "```swift" || line == "```yaml" && before.hasPrefix("<!-- quoted") {
        open = []
      } else {
        before = String(line)
      }
    }
    return result
  }

  @Test("There are quotes of each page that shows how to add something")
  func presence() {
    let documents = Set(Self.quotes.map(\.document))
    #expect(
      documents
        == ["train-it.md", "write-a-loss.md", "write-a-stage.md", "write-an-architecture.md"])
  }

  @Test(
    "Every quoted block stands as it is in the tested file that it names",
    arguments: quotes)
  func isQuoted(quote: Quote) throws {
    let source = try #require(quote.source, "a block without the file that it is quoted from")
    let text = try String(
      contentsOf: Self.checkout.appendingPathComponent(source), encoding: .utf8)
    #expect(text.contains(quote.code))
  }
}
