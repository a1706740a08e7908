import Foundation
import OrreryKit
import Testing

@testable import Report

struct DataScriptTests {
  private func text(_ value: some Encodable) throws -> String {
    String(decoding: try DataScript.bytes("part", value), as: UTF8.self)
  }

  @Test("A script hands its value to the page")
  func call() throws {
    #expect(try text(["a": 1]) == "orrery.receive(\"part\",{\"a\":1});\n")
  }

  @Test(
    "Nothing in a text ends the script, the string or the line",
    arguments: SampleRun.hostileNames + ["тест 星 🌌"])
  func inert(name: String) throws {
    let script = try text([name])
    let body = script.dropLast(3)
    #expect(!script.contains("<"))
    #expect(body.unicodeScalars.allSatisfy { (32..<127).contains($0.value) })
    // What the page reads is the text as it was.
    let start = try #require(script.firstIndex(of: ","))
    let json = Data(script[script.index(after: start)...].dropLast(3).utf8)
    #expect(try JSONDecoder().decode([String].self, from: json) == [name])
  }

  @Test("Numbers travel in binary, little-endian; texts that repeat as codes")
  func packing() throws {
    let doubles = PackedColumn(doubles: [1, -0.5])
    #expect(doubles.type == "f8")
    #expect(doubles.data == "AAAAAAAA8D8AAAAAAADgvw==")  // numpy: base64(array([1, -.5]).tobytes())
    #expect(PackedColumn(floats: [1]).data == "AACAPw==")
    let codes = PackedColumn(texts: ["b", "a", "b", "b"])
    #expect(codes.type == "u2" && codes.dictionary == ["b", "a"])
    #expect(codes.data == "AAABAAAAAAA=")
    let names = PackedColumn(texts: ["b", "a", "c"])
    #expect(names.type == "text" && names.texts == ["b", "a", "c"] && names.data == nil)
  }
}
