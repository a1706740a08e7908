import OrreryKit
import Testing

@testable import ONNX

struct ONNXOperatorTests {
  @Test("Every graph gives what onnxruntime gives")
  func references() throws {
    #expect(ONNXCase.all.count == 157)
    for item in ONNXCase.all {
      do {
        let graph = try ONNXGraph(ONNXFile(item.bytes))
        let outputs = try graph.run(item.inputs.map(\.tensor))
        #expect(Set(outputs.keys) == Set(item.outputs.keys), "\(item.name)")
        for (name, expected) in item.outputs {
          let found = try #require(outputs[name])
          #expect(found.shape == expected.shape, "\(item.name) \(name)")
          #expect(
            distance(found, expected.tensor) < 1e-4,
            "\(item.name) \(name): \(found) instead of \(expected.values.prefix(12))")
        }
      } catch {
        Issue.record("\(item.name): \(error)")
      }
    }
  }

  @Test("Every operator but a few that make shapes has a reference of its own or in a model")
  func coverage() throws {
    var used: Set<String> = []
    for item in ONNXCase.all { used.formUnion(try ONNXFile(item.bytes).nodes.map(\.key)) }
    let untested = Set(ONNXGraph.operators).subtracting(used)
    #expect(
      untested.sorted() == [
        "And", "Dropout", "Equal", "Greater", "GreaterOrEqual", "IsNaN", "Less",
        "LessOrEqual", "Not", "Or", "Range", "ReduceProd", "Size", "Where", "Xor",
      ])
  }

  /// Runs one node.
  private func run(
    _ type: String, _ inputs: [ONNXValue], _ attributes: [String: ONNXAttribute] = [:]
  ) throws -> [ONNXValue] {
    let names = inputs.indices.map { "x\($0)" }
    let call = ONNXCall(
      node: ONNXNode(type, names, ["y"], attributes), inputs: inputs.map { $0 }, version: 17)
    let operation = try #require(ONNXOperators.all[type])
    return try operation(call)
  }

  private func floats(_ values: [Float]) -> ONNXValue {
    .floats(Tensor(values, shape: [values.count]))
  }

  @Test("Comparisons give 0 and 1, choices follow them")
  func comparisons() throws {
    let (a, b) = (floats([1, 2, 3, .nan]), floats([2, 2, 2, 2]))
    let expected: [String: [Float]] = [
      "Equal": [0, 1, 0, 0], "Less": [1, 0, 0, 0], "LessOrEqual": [1, 1, 0, 0],
      "Greater": [0, 0, 1, 0], "GreaterOrEqual": [0, 1, 1, 0],
    ]
    for (type, values) in expected {
      #expect(try run(type, [a, b])[0].tensor.scalars == values, "\(type)")
    }
    #expect(try run("IsNaN", [a])[0].tensor.scalars == [0, 0, 0, 1])
    let (p, q) = (floats([0, 0, 1, 1]), floats([0, 1, 0, 1]))
    #expect(try run("And", [p, q])[0].tensor.scalars == [0, 0, 0, 1])
    #expect(try run("Or", [p, q])[0].tensor.scalars == [0, 1, 1, 1])
    #expect(try run("Xor", [p, q])[0].tensor.scalars == [0, 1, 1, 0])
    #expect(try run("Not", [p])[0].tensor.scalars == [1, 1, 0, 0])
    #expect(try run("Where", [p, floats([5]), b])[0].tensor.scalars == [2, 2, 5, 5])
  }

  @Test("Shapes are computed in whole numbers")
  func shapes() throws {
    let x = ONNXValue.floats(.zeros([2, 3]))
    func whole(_ value: ONNXValue) -> [Int64] {
      if case .integers(let values, _) = value { values } else { [] }
    }
    #expect(whole(try run("Size", [x])[0]) == [6])
    #expect(whole(try run("ReduceProd", try run("Shape", [x]))[0]) == [6])
    let bounds = [3, 12, 4].map { ONNXValue.integers([$0], shape: []) }
    #expect(whole(try run("Range", bounds)[0]) == [3, 7, 11])
    let full = try run(
      "ConstantOfShape", [.integers([2, 2], shape: [2])],
      ["value": .tensor(ONNXTensor(name: "", shape: [1], values: .floats([7])))])
    #expect(full[0].tensor == .full([2, 2], 7))
    #expect(try run("Dropout", [x])[0].shape == [2, 3])
  }
}
