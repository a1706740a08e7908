import OrreryKit
import Testing

@testable import ONNX

/// Files that are broken or made to break the reader.
struct ONNXHostileTests {
  /// What comes of a file: nothing but an error in one line, or an answer.
  private func outcome(_ bytes: [UInt8], _ inputs: [Tensor]) -> String {
    do {
      let graph = try ONNXGraph(ONNXFile(bytes))
      guard graph.file.inputs.count == inputs.count else { return "other inputs" }
      _ = try graph.run(inputs)
      return "ran"
    } catch let error as DataError {
      #expect(!"\(error)".contains("\n"))
      return "\(error)"
    } catch {
      Issue.record("\(error)")
      return ""
    }
  }

  @Test("A file that is cut short anywhere is refused or still whole in what it says")
  func truncated() throws {
    let item = try #require(ONNXCase.all.first { $0.name == "Conv" })
    for count in 0..<item.bytes.count {
      let outcome = outcome(Array(item.bytes.prefix(count)), item.inputs.map(\.tensor))
      #expect(outcome != "ran" || count > item.bytes.count - 8)
    }
  }

  @Test("Changed bytes never stop the process", arguments: 0..<8)
  func mutated(part: Int) {
    var random = RandomStream(seed: UInt64(part), key: "onnx", purpose: "mutation")
    var refused = 0
    for (number, item) in ONNXCase.all.enumerated() where number % 8 == part {
      for _ in 0..<12 {
        var bytes = item.bytes
        for _ in 0..<1 + Int(random.uniform(0, 3)) {
          bytes[Int(random.uniform(0, Double(bytes.count)))] = UInt8(random.uniform(0, 256))
        }
        if outcome(bytes, item.inputs.map(\.tensor)) != "ran" { refused += 1 }
      }
    }
    #expect(refused > 20)
  }

  @Test(
    "Whole numbers at the ends of their range are refused in words",
    arguments: [
      Int64.max, .min, -1, 0, 1 << 33, 1 << 62,
    ])
  func numbers(value: Int64) {
    for item in ONNXCase.all {
      guard var file = try? ONNXFile(item.bytes) else { continue }
      for place in file.tensors.indices {
        guard case .integers(let values) = file.tensors[place].values else { continue }
        let before = file.tensors[place].values
        for index in values.indices {
          var changed = values
          changed[index] = value
          file.tensors[place].values = .integers(changed)
          _ = outcome(file.bytes, item.inputs.map(\.tensor))
        }
        file.tensors[place].values = before
      }
      for place in file.nodes.indices {
        for (name, attribute) in file.nodes[place].attributes {
          switch attribute {
          case .integer: file.nodes[place].attributes[name] = .integer(value)
          case .integers(let values):
            file.nodes[place].attributes[name] = .integers(values.map { _ in value })
          default: continue
          }
          _ = outcome(file.bytes, item.inputs.map(\.tensor))
          file.nodes[place].attributes[name] = attribute
        }
      }
    }
  }

  private func file(_ nodes: [ONNXNode], _ tensors: [ONNXTensor] = []) -> [UInt8] {
    var file = ONNXFile()
    file.nodes = nodes
    file.tensors = tensors
    file.inputs = [ONNXPort("x", shape: [2, 2])]
    file.outputs = [ONNXPort("y", shape: [])]
    return file.bytes
  }

  private let input = [Tensor.zeros([2, 2])]

  @Test("What is wrong is said with the node")
  func reasons() {
    #expect(outcome([], input) == "is no ONNX model: it has no graph")
    #expect(
      outcome(file([ONNXNode("Fly", ["x"], ["y"])]), input)
        == "node 'y' (Fly): this operator is not read")
    #expect(
      outcome(file([ONNXNode("Relu", ["z"], ["y"])]), input)
        == "node 'y' (Relu): nothing before it makes 'z'")
    #expect(
      outcome(file([ONNXNode("Relu", ["x"], ["x"])]), input)
        == "node 'x' (Relu): 'x' is made twice")
    #expect(
      outcome(file([ONNXNode("Relu", ["x"], ["z"])]), input) == "nothing makes the output 'y'")
    #expect(
      outcome(file([ONNXNode("MaxPool", ["x"], ["y"])]), input)
        == "node 'y' (MaxPool): input 0 has shape [2, 2]")
  }

  @Test("A result that would fill the memory is refused before it is made")
  func size() {
    let shape = ONNXTensor(name: "s", shape: [3], values: .integers([1 << 20, 2, 1 << 20]))
    #expect(
      outcome(file([ONNXNode("Expand", ["x", "s"], ["y"])], [shape]), input)
        .hasPrefix("node 'y' (Expand): "))
    let repeats = ONNXTensor(name: "s", shape: [2], values: .integers([1 << 14, 1 << 14]))
    #expect(
      outcome(file([ONNXNode("Tile", ["x", "s"], ["y"])], [repeats]), input)
        == "node 'y' (Tile): a result of shape [32768, 32768] is more than 2^28 values")
  }

  @Test("A tensor whose data lie elsewhere, or do not fit its shape, is named")
  func tensors() {
    let short = ONNXTensor(name: "w", shape: [3], values: .floats([1, 2]))
    #expect(
      outcome(file([ONNXNode("Add", ["x", "w"], ["y"])], [short]), input)
        == "tensor 'w' has 8 bytes for shape [3]")
    var huge = WireWriter()
    huge.message(7) { graph in
      graph.message(5) { tensor in
        tensor.whole(1, .max)
        tensor.whole(2, 1)
        tensor.text(8, "w")
      }
    }
    #expect(outcome(huge.bytes, input).hasPrefix("tensor 'w' has a side of 92233"))
  }
}
