import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import ONNX
@testable import Pipeline

/// A network in the ONNX format as a plug-in without code.
struct ONNXModelTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// A classifier of two by two images: the logits are sums of pixels.
  private func file(batch: Int? = nil) -> ONNXFile {
    var file = ONNXFile()
    file.tensors = [
      ONNXTensor(name: "w", shape: [4, 2], values: .floats([1, 0, 1, 0, 0, 1, 0, 1]))
    ]
    file.nodes = [
      ONNXNode("Flatten", ["images"], ["pixels"]),
      ONNXNode("MatMul", ["pixels", "w"], ["logits"]),
    ]
    file.inputs = [ONNXPort("images", shape: [batch, 1, 2, 2])]
    file.outputs = [ONNXPort("logits", shape: [batch, 2]), ONNXPort("pixels", shape: [batch, 4])]
    return file
  }

  private func specification(_ classes: [String] = ["low", "high"]) -> ModelSpecification {
    ModelSpecification(input: .image, channels: 1, shape: [2, 2], classes: classes)
  }

  private func image(_ pixels: [Float]) -> SkyObject {
    SkyObject(id: "a", content: .image(Image(pixels: pixels, height: 2, width: 2)))
  }

  @Test(
    "Probabilities are the softmax of its answer; features are another output",
    arguments: [nil, 1, 3])
  func probabilities(batch: Int?) throws {
    var configuration = ONNXConfiguration()
    configuration.features = "pixels"
    let model = try ONNXModel(
      configuration, specification: specification(), file: file(batch: batch))
    var pass = Pass.inference
    let predictions = try model.predict(
      [image([1, 2, 3, 4]), image([.nan, 2, 3, 4]), image([5, 5, 5, 5])], &pass)
    #expect(abs(predictions[0].probabilities[1] - 1 / (1 + Float(exp(-4.0)))) < 1e-6)
    #expect(predictions[0].features == [1, 2, 3, 4])
    #expect(predictions[1].flags == [.missingData, .filled])
    #expect(predictions[2].flags == [.constant] && predictions[2].probabilities[0].isNaN)
    #expect(try model.predict([], &pass).isEmpty)
  }

  @Test("Without classes numbers become columns and planes a layer")
  func outputs() throws {
    var pass = Pass.inference
    let vector = try ONNXModel(
      ONNXConfiguration(), specification: specification([]), file: file())
    let prediction = try vector.predict([image([1, 2, 3, 4])], &pass)[0]
    #expect(prediction.measurements.map(\.name) == ["onnx_logits"])
    #expect(prediction.measurements.map(\.value) == [.vector([3, 7])])
    var planes = file()
    planes.nodes = [ONNXNode("Relu", ["images"], ["y"])]
    planes.outputs = [ONNXPort("y", shape: [])]
    let layer = try ONNXModel(ONNXConfiguration(), specification: specification([]), file: planes)
    #expect(
      try layer.predict([image([1, -2, 3, 4])], &pass)[0].layers["output"]?.pixels == [1, 0, 3, 4])
  }

  @Test("A card that does not go with the graph is refused with both")
  func mismatch() {
    let other = ModelSpecification(input: .image, channels: 3, shape: [2, 2], classes: ["a", "b"])
    #expect {
      try ONNXModel(ONNXConfiguration(), specification: other, file: file())
    } throws: {
      "\($0)" == "the graph takes [any, 1, 2, 2], the card says images [any, 3, 2, 2]"
    }
    var configuration = ONNXConfiguration()
    configuration.output = "logit"
    #expect {
      try ONNXModel(configuration, specification: specification(), file: file())
    } throws: { "\($0)" == "output: no output 'logit'; did you mean 'logits'?" }
  }

  @Test("A pipeline runs it from its file and the card beside it")
  func pipeline() throws {
    try workspace.write(file().bytes, to: "net.onnx")
    let card = ModelCard(
      architecture: "onnx", name: "net", summary: "A toy.", configuration: .object([:]),
      specification: specification(), stages: [],
      training: ModelCard.Training(
        data: "none", objects: [:], seed: 0, epochs: 0, date: "2026-11-21", recipe: ""),
      metrics: [:], command: "none")
    try workspace.write([UInt8](JSONEncoder().encode(card)), to: "net.json")
    try workspace.write("", to: "a.fits")
    let registry = try Installation.builtIns()
    let library = ModelLibrary(registry: registry)
    let plan = try PlanReader(registry: registry, library: library).read(
      text: """
        orrery: 1
        input: { images: '\(workspace["a.fits"])' }
        model: { plugin: onnx, weights: '\(workspace["net.onnx"])' }
        """, file: "p.yaml")
    let model = try library.load(try #require(plan.model))
    let probability = try model.predict([image([1, 2, 3, 4])])[0].probabilities[1]
    #expect(probability > 0.98)
    #expect(try library.find(workspace["net.onnx"]).architecture == "onnx")
    try workspace.write("no model", to: "net.onnx")
    #expect {
      try library.load(try #require(plan.model))
    } throws: { "\($0)".hasPrefix(workspace["net.onnx"] + ": is no ONNX model: ") }
  }
}
