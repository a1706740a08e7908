import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import ONNX
@testable import Pipeline

/// Layers and models as graphs, here and in onnxruntime.
struct ONNXExportTests {
  // MARK: - Layers

  /// A layer and the shape of what it takes.
  private static func layers(_ random: inout RandomStream) -> [(any Layer, [Int])] {
    [
      (
        Conv1d(
          inputChannels: 2, outputChannels: 3, kernelSize: 3, stride: 2, padding: 1, random: &random
        ), [2, 2, 9]
      ),
      (
        Conv2d(
          inputChannels: 2, outputChannels: 4, kernelSize: [3, 2], stride: [2, 1], padding: [1, 0],
          dilation: [1, 2], groups: 2, random: &random), [2, 2, 7, 8]
      ),
      (
        ConvTranspose2d(
          inputChannels: 3, outputChannels: 2, kernelSize: 3, stride: 2, padding: 1,
          outputPadding: 1, random: &random), [2, 3, 4, 5]
      ),
      (Linear(inputs: 4, outputs: 3, random: &random), [2, 4]),
      (Linear(inputs: 4, outputs: 3, hasBias: false, random: &random), [2, 5, 4]),
      (BatchNorm1d(channels: 3), [2, 3, 5]), (BatchNorm2d(channels: 3), [2, 3, 4, 4]),
      (GroupNorm(groups: 2, channels: 4), [2, 4, 3, 3]), (LayerNorm(shape: [4]), [2, 5, 4]),
      (ReLU(), [2, 3]), (LeakyReLU(slope: 0.2), [2, 3]), (ELU(), [2, 3]), (SELU(), [2, 3]),
      (GELU(), [2, 3]), (SiLU(), [2, 3]), (Sigmoid(), [2, 3]), (Tanh(), [2, 3]),
      (Softplus(), [2, 3]), (Softmax(axis: 1), [2, 3, 4]), (LogSoftmax(axis: -1), [2, 3]),
      (Flatten(), [2, 3, 4]), (Dropout(0.5), [2, 3]),
      (MaxPool1d(kernelSize: 2), [2, 3, 7]), (MaxPool2d(kernelSize: 2), [2, 3, 6, 7]),
      (AveragePool1d(kernelSize: 2), [2, 3, 7]), (AveragePool2d(kernelSize: 2), [2, 3, 6, 7]),
      (GlobalAveragePool1d(), [2, 3, 7]), (GlobalAveragePool2d(), [2, 3, 4, 5]),
      (GlobalMaxPool1d(), [2, 3, 7]), (GlobalMaxPool2d(), [2, 3, 4, 5]),
      (Upsample(scaleFactor: 2), [1, 2, 3, 4]),
      (Upsample(scaleFactor: [2, 3], mode: .bilinear), [1, 2, 3, 4]),
      (GRU(inputs: 3, hidden: 4, layers: 2, isBidirectional: true, random: &random), [2, 5, 3]),
      (LSTM(inputs: 3, hidden: 4, layers: 2, isBidirectional: true, random: &random), [2, 5, 3]),
      (RNN(inputs: 3, hidden: 4, random: &random), [2, 5, 3]),
      (
        Residual(
          Sequential(Linear(inputs: 3, outputs: 2, random: &random), Tanh()),
          shortcut: Linear(inputs: 3, outputs: 2, random: &random)), [2, 3]
      ),
    ]
  }

  @Test("A layer written as nodes gives what the layer gives")
  func layers() throws {
    var random = RandomStream(seed: 3)
    for (layer, shape) in Self.layers(&random) {
      ONNXExportExample.shake(layer, &random)
      let input = Tensor.normal(shape, &random)
      var graph = ONNXBuilder(name: "layer")
      let x = graph.input("x", shape: shape.map { .fixed($0) })
      let y = try graph.layer(layer, x, name: "layer")
      graph.output(y, named: "y", shape: [])
      // Through the bytes of a file.
      let read = try ONNXGraph(ONNXFile(graph.file.bytes))
      let found = try #require(try read.run([input])["y"])
      var pass = Pass.inference
      #expect(distance(found, layer(input, &pass)) < 1e-5, "\(type(of: layer))")
    }
  }

  // MARK: - Models

  @Test("Every model that can be written is read back and runs, its answers finite")
  func allModels() throws {
    #expect(Set(ONNXExportExample.all.map(\.name)) == Set(ONNXExport.architectures.keys))
    for example in ONNXExportExample.all {
      let file = try ONNXExport.file(example.model())
      let read = try ONNXFile(file.bytes)
      #expect(read.nodes == file.nodes && read.tensors == file.tensors)
      #expect(
        read.metadata == file.metadata && read.inputs.map(\.shape) == file.inputs.map(\.shape))
      let outputs = try ONNXGraph(read).run(example.inputs(of: file))
      #expect(
        outputs.values.allSatisfy { $0.scalars.allSatisfy { $0.isFinite } }, "\(example.name)")
      for port in file.outputs {
        let shape = try #require(outputs[port.name]).shape
        #expect(
          port.shape.count == shape.count
            && zip(port.shape, shape).allSatisfy { $0 == nil || $0 == $1 },
          "\(example.name) \(port.name): \(shape)")
      }
    }
  }

  @Test("Every built-in model can be written, or it is said why it cannot")
  func everyBuiltIn() throws {
    let all = try Installation.builtIns().architectures.keys
    #expect(Set(all) == Set(ONNXExport.architectures.keys).union(ONNXExport.refusals.keys))
  }

  @Test("What cannot be written is refused with the reason")
  func refusal() throws {
    let example = ONNXExportExample(
      name: "threshold-detection",
      specification: ModelSpecification(input: .image, channels: 1, shape: []), shapes: [])
    let model = try example.model()
    #expect {
      try ONNXExport.file(model)
    } throws: { error in
      "\(error)".contains(
        "'threshold-detection' cannot be written as ONNX: it joins neighbouring pixels")
    }
    // A method that was not fitted has nothing to write.
    var random = RandomStream(seed: 1)
    func fresh<A: Architecture>(_ type: A.Type) throws -> any Architecture {
      try A(A.defaults, specification: ONNXExportExample.labelled, random: &random)
    }
    let forest = try #require(try Installation.builtIns().architectures["random-forest"]).value
    let empty = try fresh(forest)
    #expect {
      try ONNXExport.file(empty)
    } throws: { error in
      "\(error)".contains("the method was not fitted")
    }
  }

  // MARK: - onnxruntime

  /// A Python that has onnxruntime: `ORRERY_PYTHON`.
  private static let python: String? = ProcessInfo.processInfo.environment["ORRERY_PYTHON"]

  @Test(
    "onnxruntime gives what is computed here, of every model",
    .enabled(if: python != nil, "ORRERY_PYTHON names no Python with onnxruntime"))
  func onnxruntime() throws {
    let workspace = try Workspace()
    try workspace.write(
      """
      import json, sys
      import numpy as np, onnxruntime
      folder = sys.argv[1]
      for case in json.load(open(folder + "/cases.json")):
          session = onnxruntime.InferenceSession(f"{folder}/{case['name']}.onnx", providers=["CPUExecutionProvider"])
          feed = {k: np.array(v["values"], dtype=np.float32).reshape(v["shape"]) for k, v in case["inputs"].items()}
          for output, value in zip(session.get_outputs(), session.run(None, feed)):
              expected = np.array(case["outputs"][output.name]["values"]).reshape(case["outputs"][output.name]["shape"])
              error = np.abs(value - expected).max() / max(1, np.abs(expected).max())
              if not error < 1e-4:
                  print(case["name"], output.name, error)
      """, to: "compare.py")
    var cases: [JSONValue] = []
    func numbers(_ tensor: Tensor) -> JSONValue {
      .object([
        "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
        // NumPy reads null as what is not a number.
        "values": .array(tensor.scalars.map { $0.isFinite ? .number(Double($0)) : .null }),
      ])
    }
    for example in ONNXExportExample.all {
      let file = try ONNXExport.file(example.model())
      try workspace.write(file.bytes, to: example.name + ".onnx")
      let inputs = example.inputs(of: file)
      let outputs = try ONNXGraph(file).run(inputs)
      cases.append(
        .object([
          "name": .string(example.name),
          "inputs": .object(
            Dictionary(uniqueKeysWithValues: zip(file.inputs.map(\.name), inputs.map(numbers)))),
          "outputs": .object(outputs.mapValues(numbers)),
        ]))
    }
    try workspace.write([UInt8](JSONEncoder().encode(JSONValue.array(cases))), to: "cases.json")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.python))
    process.arguments = [workspace["compare.py"], workspace.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && text.isEmpty, "\(text)")
  }
}
