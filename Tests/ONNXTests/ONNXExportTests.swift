import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import ONNX
@testable import Pipeline

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
      Self.shake(layer, &random)
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

  /// Weights and statistics other than those of the start.
  private static func shake(_ module: any Module, _ random: inout RandomStream) {
    for named in module.namedParameters {
      let value = named.parameter.value
      named.parameter.value = value + .normal(value.shape, deviation: 0.3, &random)
    }
    var state = module.stateDictionary()
    for (name, tensor) in state where name.contains("running_") {
      let values = (0..<tensor.shape.reduce(1, *)).map { _ in Float(random.uniform(0.2, 1.5)) }
      state[name] = StateTensor(values, shape: tensor.shape)
    }
    _ = try? module.load(state)
  }

  // MARK: - Models

  private struct Example: Sendable {
    var name: String
    var specification: ModelSpecification
    var settings: [String: JSONValue] = [:]
    var shapes: [[Int]]
  }

  private static let examples: [Example] =
    [
      Example(
        name: "morphology-cnn",
        specification: ModelSpecification(
          input: .image, channels: 2, shape: [16, 20], classes: ["a", "b", "c"]),
        settings: ["width": .integer(4), "depth": .integer(2)], shapes: [[2, 2, 16, 20]]),
      Example(
        name: "morphology-resnet",
        specification: ModelSpecification(
          input: .image, channels: 1, shape: [16, 16], classes: ["a", "b"]),
        settings: [
          "width": .integer(4), "blocks": .array([.integer(1), .integer(1)]), "views": .integer(1),
        ],
        shapes: [[2, 1, 16, 16]]),
      Example(
        name: "segmenter", specification: ModelSpecification(input: .image, channels: 1, shape: []),
        settings: ["width": .integer(4), "depth": .integer(2), "norm": .string("group")],
        shapes: [[1, 1, 24, 16]]),
      Example(
        name: "spectrum-sequence",
        specification: ModelSpecification(
          input: .spectrum, channels: 1, shape: [130], classes: ["a", "b", "c"]),
        settings: ["width": .integer(4), "depth": .integer(2)], shapes: [[2, 3, 130]]),
      Example(
        name: "spectrum-redshift",
        specification: ModelSpecification(
          input: .spectrum, channels: 1, shape: [128], classes: ["a", "b"]),
        settings: ["width": .integer(4), "channels": .integer(2), "depth": .integer(1)],
        shapes: [[2, 3, 128]]),
      Example(
        name: "photo-redshift-mdn",
        specification: ModelSpecification(
          input: .row, channels: 4, bands: ["g_flux", "g_error", "r_flux", "r_error"], shape: []),
        settings: ["width": .integer(8), "depth": .integer(2)], shapes: []),
      Example(
        name: "light-curve-classifier",
        specification: ModelSpecification(
          input: .lightCurve, channels: 2, bands: ["g", "r"], shape: [], classes: ["a", "b"]),
        settings: ["width": .integer(4), "heads": .integer(2), "layers": .integer(2)], shapes: []),
      Example(
        name: "stamp-gan",
        specification: ModelSpecification(
          input: .image, channels: 1, shape: [32, 32], classes: ["a", "b"]),
        settings: ["width": .integer(4), "latent": .integer(6)], shapes: []),
      Example(
        name: "row-flow", specification: rows,
        settings: [
          "steps": .integer(3), "hidden": .integer(8), "blocks": .integer(1), "bins": .integer(4),
          "bound": .number(1.5),
        ], shapes: []),
      Example(
        name: "image-flow",
        specification: ModelSpecification(input: .image, channels: 1, shape: [8, 12]),
        settings: ["levels": .integer(2), "steps": .integer(2), "hidden": .integer(4)], shapes: []),
      Example(
        name: "stamp-diffusion",
        specification: ModelSpecification(
          input: .image, channels: 1, shape: [16, 8], classes: ["a", "b"]),
        settings: ["width": .integer(4), "levels": .integer(2), "steps": .integer(1)], shapes: []),
      Example(
        name: "stamp-restoration",
        specification: ModelSpecification(input: .image, channels: 2, shape: [8, 8]),
        settings: [
          "width": .integer(4), "levels": .integer(2), "steps": .integer(1), "factor": .integer(1),
          "samples": .integer(1),
        ], shapes: []),
      Example(
        name: "template-correlation",
        specification: ModelSpecification(
          input: .spectrum, channels: 1, shape: [300], classes: ["x", "y"]),
        settings: ["overlap": .integer(100), "reach": .integer(30)], shapes: []),
      Example(name: "kernel-density", specification: rows, shapes: []),
    ] + plain

  /// Methods on features: their settings keep them small.
  private static let plain: [Example] = {
    let settings: [(name: String, keys: [String: Int64])] = [
      ("logistic-regression", [:]), ("nearest-neighbours", ["neighbours": 4]),
      ("random-forest", ["trees": 8]), ("extra-trees", ["trees": 8]),
      ("gradient-boosting", ["rounds": 5]),
    ]
    return settings.map { name, keys in
      Example(
        name: name, specification: labelled, settings: keys.mapValues { .integer($0) }, shapes: [])
    }
  }()

  private static let rows = ModelSpecification(
    input: .row, channels: 3, bands: ["a", "b", "c"], shape: [])

  private static let labelled = ModelSpecification(
    input: .row, channels: 3, bands: ["a", "b", "c"], shape: [], classes: ["x", "y", "z"])

  /// What a method is fitted to: clouds of rows, or spectra of lines that lie elsewhere in each class.
  private static func objects(_ specification: ModelSpecification, _ count: Int) -> [SkyObject] {
    var random = RandomStream(seed: 6, key: "\(specification.input)", purpose: "objects")
    return (0..<count).map { number in
      let label = number % max(1, specification.classes.count)
      var object: SkyObject
      if specification.input == .spectrum {
        object = spectrum(label, shift: number % 9, &random)
      } else {
        let values = (0..<3).map { Double($0 * label) + random.normal() }
        object = row("\(number)", values)
      }
      if !specification.classes.isEmpty { object.truth = [specification.classes[label]: 1] }
      return object
    }
  }

  private static func row(_ id: String, _ values: [Double]) -> SkyObject {
    SkyObject(id: id, content: .row(CatalogRow(names: ["a", "b", "c"], values: values)))
  }

  private static func spectrum(
    _ label: Int, shift: Int, _ random: inout RandomStream
  ) -> SkyObject {
    let lines = label == 0 ? [60, 90, 160, 200] : [75, 110, 130, 220]
    let flux = (0..<300).map { pixel -> Float in
      let light = lines.reduce(0.0) { $0 + exp(-0.5 * pow(Double(pixel - $1 - shift) / 2, 2)) }
      return Float(3 + light + 0.02 * random.normal())
    }
    var object = SkyObject(
      id: "\(label) \(shift)",
      content: .spectrum(
        Spectrum(
          wavelength: (0..<300).map { 4000 * exp(1e-3 * Double($0)) }, unit: .angstrom, flux: flux)
      ))
    object.truthValues["z"] = expm1(1e-3 * Double(shift))
    return object
  }

  private static func model(_ example: Example) throws -> any Architecture {
    func open<A: Architecture>(_ type: A.Type) throws -> any Architecture {
      var random = RandomStream(seed: 4, key: example.name)
      let configuration = try Settings.decode(
        example.settings, over: A.defaults, settings: A.info.settings)
      let model = try A(configuration, specification: example.specification, random: &random)
      shake(model.module, &random)
      guard let method = model as? any Fitted, !(model is any Trainable),
        ONNXExport.refusals[example.name] == nil
      else { return model }
      return try method.fitted(to: objects(example.specification, 60), random: &random)
    }
    let type = try #require(try Installation.builtIns().architectures[example.name]).value
    return try open(type)
  }

  /// Numbers for each input of a graph, `N` = 2.
  private static func inputs(_ file: ONNXFile, _ shapes: [[Int]]) -> [Tensor] {
    var random = RandomStream(seed: 5)
    return file.inputs.enumerated().map { place, port in
      if !shapes.isEmpty { return .normal(shapes[place], &random) }
      let shape = port.shape.enumerated().map { $1 ?? ($0 == 0 ? 2 : 6) }
      switch port.name {
      case "lengths": return Tensor([6, 4], shape: shape)
      case "mask":
        return Tensor((0..<12).map { $0 < 10 ? 1 : 0 }, shape: shape)
      case "classes": return Tensor([1, 0, 0, 1], shape: shape)
      case "times": return Tensor([0.3, 0.95], shape: shape)
      case "good":
        return Tensor((0..<600).map { $0 % 7 == 3 ? 0 : 1 }, shape: shape)
      case "features": return Tensor([0.4, .nan, -1, 2, 0.3, .infinity], shape: shape)
      default: return .normal(shape, &random)
      }
    }
  }

  @Test("What is written of a classifier of images gives its features and logits")
  func classifiers() throws {
    for example in Self.examples.prefix(2) {
      let model = try Self.model(example)
      let file = try ONNXExport.file(model)
      let input = Self.inputs(file, example.shapes)
      let outputs = try ONNXGraph(ONNXFile(file.bytes)).run(input)
      let object = SkyObject(
        id: "a",
        content: .image(
          Image(
            pixels: Array(input[0].sliced(axis: 0, 0..<1).scalars),
            channels: example.specification.channels, height: example.specification.shape[0],
            width: example.specification.shape[1])))
      var pass = Pass.inference
      let prediction = try model.predict([object], &pass)[0]
      let logits = try #require(outputs["logits"]).sliced(axis: 0, 0..<1)
      let features = try #require(outputs["features"]).sliced(axis: 0, 0..<1)
      #expect(
        zip(logits.softmax(axis: 1).scalars, prediction.probabilities).allSatisfy {
          abs($0 - $1) < 1e-5
        })
      #expect(zip(features.scalars, prediction.features).allSatisfy { abs($0 - $1) < 1e-4 })
    }
  }

  @Test("What is written of the segmenter gives its probabilities of source pixels")
  func segmenter() throws {
    let example = Self.examples[2]
    let model = try Self.model(example)
    let file = try ONNXExport.file(model)
    let input = Self.inputs(file, example.shapes)
    let maps = try #require(try ONNXGraph(ONNXFile(file.bytes)).run(input)["maps"])
    var pass = Pass.inference
    let prediction = try model.predict(
      [SkyObject(id: "a", content: .image(Image(pixels: input[0].scalars, height: 24, width: 16)))],
      &pass)[0]
    let expected = try #require(prediction.layers["source-probability"]).pixels
    let found = maps.sliced(axis: 1, 0..<1).sigmoid().scalars
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test("Every model that can be written is read back and runs, its answers finite")
  func allModels() throws {
    #expect(Set(Self.examples.map(\.name)) == Set(ONNXExport.architectures.keys))
    for example in Self.examples {
      let file = try ONNXExport.file(Self.model(example))
      let read = try ONNXFile(file.bytes)
      #expect(read.nodes == file.nodes && read.tensors == file.tensors)
      #expect(
        read.metadata == file.metadata && read.inputs.map(\.shape) == file.inputs.map(\.shape))
      let outputs = try ONNXGraph(read).run(Self.inputs(file, example.shapes))
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

  @Test(
    "What is written of a flow gives its log-densities, along splines and straight lines",
    arguments: [("spline", "autoregressive"), ("spline", "coupling"), ("affine", "coupling")])
  func flow(transform: String, structure: String) throws {
    var example = try Self.example("row-flow")
    example.settings["transform"] = .string(transform)
    example.settings["structure"] = .string(structure)
    let model = try Self.model(example)
    var random = RandomStream(seed: 8)
    // Far enough out for the tails of splines too.
    let rows = Tensor.normal([40, 3], deviation: 1.2, &random)
    let file = try ONNXFile(ONNXExport.file(model).bytes)
    let found = try #require(try ONNXGraph(file).run([rows])["log_density"]).scalars
    let objects = (0..<40).map { row in
      SkyObject(
        id: "\(row)",
        content: .row(
          CatalogRow(
            names: ["a", "b", "c"],
            values: rows.scalars[3 * row..<3 * row + 3].map { Double($0) })))
    }
    var pass = Pass.inference
    for (place, prediction) in try model.predict(objects, &pass).enumerated() {
      guard case .real(let expected)? = prediction.measurements.first?.value else {
        Issue.record("no density")
        return
      }
      #expect(abs(Double(found[place]) - expected) < 1e-3 * max(1, abs(expected)))
    }
  }

  private static func example(_ name: String) throws -> Example {
    try #require(examples.first { $0.name == name })
  }

  @Test(
    "What is written of a plain method gives its probabilities, where features are missing too",
    arguments: [
      "logistic-regression", "nearest-neighbours", "random-forest", "extra-trees",
      "gradient-boosting",
    ])
  func plainMethod(name: String) throws {
    let model = try Self.model(Self.example(name))
    var random = RandomStream(seed: 9)
    let rows = (0..<40).map { row in
      (0..<3).map { $0 == 1 && row % 5 == 0 ? Double.nan : 2 * random.normal() }
    }
    var pass = Pass.inference
    let expected = try model.predict(
      rows.enumerated().map { Self.row("\($0)", $1) }, &pass)
    let features = Tensor(rows.joined().map { Float($0) }, shape: [40, 3])
    let file = try ONNXFile(ONNXExport.file(model).bytes)
    let found = try #require(try ONNXGraph(file).run([features])["probabilities"])
    #expect(distance(found, Tensor(expected.flatMap(\.probabilities), shape: [40, 3])) < 1e-5)
  }

  @Test("What is written of kernels gives their log-densities")
  func kernels() throws {
    let model = try Self.model(Self.example("kernel-density"))
    let objects = Self.objects(Self.rows, 12)
    var pass = Pass.inference
    let expected = try model.predict(objects, &pass).compactMap { $0.measurements.first?.value }
    let rows = objects.flatMap { $0.row?.values.map { Float($0) } ?? [] }
    let found = try #require(
      try ONNXGraph(ONNXExport.file(model)).run([Tensor(rows, shape: [12, 3])])["log_density"])
    for (value, answer) in zip(found.scalars, expected) {
      guard case .real(let density) = answer else { continue }
      #expect(abs(Double(value) - density) < 1e-4 * max(1, abs(density)))
    }
    #expect(expected.count == 12)
  }

  @Test("What is written of templates gives their correlations, bad pixels left out")
  func templates() throws {
    let model = try Self.model(Self.example("template-correlation"))
    var random = RandomStream(seed: 12)
    var object = Self.spectrum(1, shift: 4, &random)
    guard case .spectrum(var spectrum) = object.content else { return }
    for pixel in 20..<40 { spectrum.flux[pixel] = .nan }
    object.content = .spectrum(spectrum)
    var pass = Pass.inference
    let expected = try model.predict([object], &pass)[0]
    let good = Tensor(spectrum.flux.map { $0.isFinite ? 1 : 0 }, shape: [1, 1, 300])
    let outputs = try ONNXGraph(ONNXExport.file(model)).run(
      [Tensor(spectrum.flux, shape: [1, 1, 300]), good])
    let probabilities = try #require(outputs["probabilities"])
    #expect(distance(probabilities, Tensor(expected.probabilities, shape: [1, 2])) < 1e-4)
    let correlations = try #require(outputs["correlations"])
    let steps = correlations.shape[2]
    let best = try #require(
      correlations.scalars.indices.max { correlations.scalars[$0] < correlations.scalars[$1] })
    guard case .real(let highest)? = expected.measurements.last?.value else { return }
    #expect(abs(Double(correlations.scalars[best]) - highest) < 1e-4 && best / steps == 1)
    let redshift = try #require(outputs["redshifts"]).scalars[best % steps]
    #expect(abs(redshift - expm1(4e-3)) < 1e-6)
  }

  @Test("What is written of an image flow gives its log-densities")
  func imageFlow() throws {
    let example = try Self.example("image-flow")
    let model = try Self.model(example)
    let input = Self.inputs(try ONNXExport.file(model), [])[0]
    let found = try #require(
      try ONNXGraph(ONNXFile(ONNXExport.file(model).bytes)).run([input])["log_density"])
    let size = input.count / 2
    let objects = (0..<2).map { row in
      SkyObject(
        id: "\(row)",
        content: .image(
          Image(
            pixels: Array(input.scalars[row * size..<(row + 1) * size]), height: 8, width: 12)))
    }
    var pass = Pass.inference
    for (value, prediction) in zip(found.scalars, try model.predict(objects, &pass)) {
      guard case .real(let expected)? = prediction.measurements.first?.value else { continue }
      #expect(abs(Double(value) - expected) < 1e-4 * max(1, abs(expected)))
    }
  }

  @Test("What is written of a diffusion model, looked at twice, takes noise away as it does")
  func diffusion() throws {
    let model = try Self.model(Self.example("stamp-diffusion"))
    let graph = try ONNXGraph(ONNXFile(ONNXExport.file(model).bytes))
    var random = RandomStream(seed: 13)
    let pixels = Tensor.normal([1, 1, 16, 8], &random)
    var pass = Pass.inference
    let prediction = try model.predict(
      [SkyObject(id: "a", content: .image(Image(pixels: pixels.scalars, height: 16, width: 8)))],
      &pass)[0]
    // Noise of half the object's deviation, one step of the midpoint rule.
    let start = atan(0.5) * 2 / Double.pi
    func velocity(_ mixture: Tensor, _ time: Double) throws -> Tensor {
      let outputs = try graph.run(
        [mixture, Tensor([Float(time)], shape: [1, 1]), .zeros([1, 2])])
      return try #require(outputs["velocities"])
    }
    let turn = Float(0.5 * Double.pi * start)
    let mixture = pixels * Float(cos(0.5 * Double.pi * start))
    let middle = mixture - (try velocity(mixture, start)) * (0.5 * turn)
    let found = mixture - (try velocity(middle, 0.5 * start)) * turn
    let expected = try #require(prediction.layers["denoised"])
    #expect(distance(found, Tensor(expected.pixels, shape: [1, 1, 16, 8])) < 1e-4)
  }

  @Test("What is written of a restoration looks at the damaged stamp too")
  func restoration() throws {
    let model = try Self.model(Self.example("stamp-restoration"))
    let graph = try ONNXGraph(ONNXFile(ONNXExport.file(model).bytes))
    var random = RandomStream(seed: 14)
    let damaged = Tensor.normal([1, 2, 8, 8], &random)
    var pass = Pass.inference
    let prediction = try model.predict(
      [
        SkyObject(
          id: "a",
          content: .image(Image(pixels: damaged.scalars, channels: 2, height: 8, width: 8)))
      ], &pass)[0]
    // One sample in one step from the noise of this object.
    var own = RandomStream(seed: 0, key: "a", purpose: "restoration")
    let noise = Tensor.normal([1, 2, 8, 8], mean: 0, deviation: 1, &own)
    func velocity(_ mixture: Tensor, _ time: Float) throws -> Tensor {
      let outputs = try graph.run([mixture, damaged, Tensor([time], shape: [1, 1])])
      return try #require(outputs["velocities"])
    }
    let middle = noise - (try velocity(noise, 1)) * (0.25 * .pi)
    let found = noise - (try velocity(middle, 0.5)) * (0.5 * .pi)
    let expected = try #require(prediction.layers["restored"])
    #expect(distance(found, Tensor(expected.pixels, shape: [1, 2, 8, 8])) < 1e-4)
  }

  @Test("Every built-in model can be written, or it is said why it cannot")
  func everyBuiltIn() throws {
    let all = try Installation.builtIns().architectures.keys
    #expect(Set(all) == Set(ONNXExport.architectures.keys).union(ONNXExport.refusals.keys))
  }

  @Test("What cannot be written is refused with the reason")
  func refusal() throws {
    let example = Example(
      name: "threshold-detection",
      specification: ModelSpecification(input: .image, channels: 1, shape: []), shapes: [])
    let model = try Self.model(example)
    #expect {
      try ONNXExport.file(model)
    } throws: { error in
      "\(error)".contains(
        "'threshold-detection' cannot be written as ONNX: it joins neighbouring pixels")
    }
    // A method that was not fitted has nothing to write.
    var random = RandomStream(seed: 1)
    func fresh<A: Architecture>(_ type: A.Type) throws -> any Architecture {
      try A(A.defaults, specification: Self.labelled, random: &random)
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
    for example in Self.examples {
      let file = try ONNXExport.file(Self.model(example))
      try workspace.write(file.bytes, to: example.name + ".onnx")
      let inputs = Self.inputs(file, example.shapes)
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
