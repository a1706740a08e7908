import OrreryKit
import TestSupport
import Testing

@testable import ONNX

/// Models whose numbers lie in a file of their own.
struct ONNXOutsideTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    let numbers: [Float] = [0, 1, 2, 3, 4]
    try workspace.write(
      numbers.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init) },
      to: "in/net.onnx.data")
  }

  /// x + w, where w lies elsewhere.
  private func model(_ entries: [(String, String)]) throws -> String {
    var writer = WireWriter()
    writer.whole(1, 8)
    writer.message(7) { graph in
      graph.message(1, ONNXNode("Add", ["x", "w"], ["y"]).write)
      graph.text(2, "net")
      graph.message(5) { tensor in
        tensor.whole(1, 3)
        tensor.whole(2, 1)
        tensor.text(8, "w")
        for (key, value) in entries {
          tensor.message(13) {
            $0.text(1, key)
            $0.text(2, value)
          }
        }
        tensor.whole(14, 1)
      }
      graph.message(11, ONNXPort("x", shape: [3], symbols: [:]).write)
      graph.message(12, ONNXPort("y", shape: [3], symbols: [:]).write)
    }
    writer.message(8) { $0.whole(2, 20) }
    return try workspace.write(writer.bytes, to: "in/net.onnx")
  }

  @Test("Numbers beside a model are put into it, and it is then whole")
  func gathered() throws {
    let path = try model([("location", "net.onnx.data"), ("offset", "8"), ("length", "12")])
    let file = try #require(try ONNXFile.gathered(path))
    let read = try ONNXFile(file.bytes)
    let y = try ONNXGraph(read).run([Tensor([10, 10, 10], shape: [3])])["y"]
    #expect(y?.scalars == [12, 13, 14] && read.operators == 20)
    try workspace.write(file.bytes, to: "whole.onnx")
    #expect(try ONNXFile.gathered(workspace["whole.onnx"]) == nil)
    // A run takes one file, whose digest its card tells.
    let error = try #require(throws: DataError.self) { try ONNXFile(reading: path) }
    #expect(error.reason.contains("'net.onnx.data'; `orrery import` puts them together"))
  }

  @Test(
    "What leads out of the folder, or lies behind the end, is refused",
    arguments: [
      ([("location", "../secret")], "lie in '../secret', not beside the model"),
      ([("location", "/etc/passwd")], "lie in '/etc/passwd', not beside the model"),
      ([("location", "..")], "not beside the model"), ([("offset", "0")], "lie in ''"),
      ([("location", "net.onnx.data"), ("offset", "16")], "has 4 bytes for shape [3]"),
      ([("location", "net.onnx.data"), ("offset", "12"), ("length", "12")], "behind the end"),
      ([("location", "net.onnx.data"), ("offset", "-4")], "behind the end"),
      ([("location", "net.onnx.data"), ("length", "9223372036854775807")], "behind the end"),
      ([("location", "gone.data")], "gone.data"),
    ] as [([(String, String)], String)])
  func refused(entries: [(String, String)], words: String) throws {
    let path = try model(entries)
    let error = try #require(throws: DataError.self) { _ = try ONNXFile.gathered(path) }
    #expect("\(error)".contains(words), "\(error)")
  }
}
