import Foundation
import Testing

@Suite("The table of layers in the documentation")
struct LayerTableTests {
  private static let sources = QuotedCodeTests.checkout
    .appendingPathComponent("Sources/OrreryKit/Sources")

  @Test("It names every public layer that there is, and no other")
  func complete() throws {
    let page = Self.sources.appendingPathComponent(
      "OrreryKit/OrreryKit.docc/coming-from-pytorch.md")
    let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("|") }.dropFirst(2)
    let named = rows.flatMap { row in
      row.split(separator: "|")[1].matches(of: /`(\w+)`/).map { String($0.1) }
    }
    let folder = Self.sources.appendingPathComponent("NeuralNetwork/Layers")
    let layers = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { file in
      try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        .contains(/\npublic struct \w+: (Pure)?Layer\b/)
    }
    #expect(named.count == Set(named).count)
    #expect(Set(named) == Set(layers.map { String($0.dropLast(".swift".count)) }))
  }
}
