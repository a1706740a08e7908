import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import ONNX
@testable import Pipeline

/// A small model of each architecture that can be written as ONNX.
struct ONNXExportExample: Sendable {
  var name: String
  var specification: ModelSpecification
  var settings: [String: JSONValue] = [:]
  /// Of the inputs, where the graph does not say them.
  var shapes: [[Int]]

  static let all: [ONNXExportExample] =
    [
      ONNXExportExample(
        name: "morphology-cnn",
        specification: ModelSpecification(
          input: .image, channels: 2, shape: [16, 20], classes: ["a", "b", "c"]),
        settings: ["width": .integer(4), "depth": .integer(2)], shapes: [[2, 2, 16, 20]]),
      ONNXExportExample(
        name: "morphology-resnet",
        specification: ModelSpecification(
          input: .image, channels: 1, shape: [16, 16], classes: ["a", "b"]),
        settings: [
          "width": .integer(4), "blocks": .array([.integer(1), .integer(1)]), "views": .integer(1),
        ],
        shapes: [[2, 1, 16, 16]]),
      ONNXExportExample(
        name: "segmenter", specification: ModelSpecification(input: .image, channels: 1, shape: []),
        settings: ["width": .integer(4), "depth": .integer(2), "norm": .string("group")],
        shapes: [[1, 1, 24, 16]]),
      ONNXExportExample(
        name: "spectrum-sequence",
        specification: ModelSpecification(
          input: .spectrum, channels: 1, shape: [130], classes: ["a", "b", "c"]),
        settings: ["width": .integer(4), "depth": .integer(2)], shapes: [[2, 3, 130]]),
      ONNXExportExample(
        name: "spectrum-redshift",
        specification: ModelSpecification(
          input: .spectrum, channels: 1, shape: [128], classes: ["a", "b"]),
        settings: ["width": .integer(4), "channels": .integer(2), "depth": .integer(1)],
        shapes: [[2, 3, 128]]),
      ONNXExportExample(
        name: "photo-redshift-mdn",
        specification: ModelSpecification(
          input: .row, channels: 4, bands: ["g_flux", "g_error", "r_flux", "r_error"], shape: []),
        settings: ["width": .integer(8), "depth": .integer(2)], shapes: []),
      ONNXExportExample(
        name: "light-curve-classifier",
        specification: ModelSpecification(
          input: .lightCurve, channels: 2, bands: ["g", "r"], shape: [], classes: ["a", "b"]),
        settings: ["width": .integer(4), "heads": .integer(2), "layers": .integer(2)], shapes: []),
      ONNXExportExample(
        name: "stamp-gan",
        specification: ModelSpecification(
          input: .image, channels: 1, shape: [32, 32], classes: ["a", "b"]),
        settings: ["width": .integer(4), "latent": .integer(6)], shapes: []),
      ONNXExportExample(
        name: "row-flow", specification: rows,
        settings: [
          "steps": .integer(3), "hidden": .integer(8), "blocks": .integer(1), "bins": .integer(4),
          "bound": .number(1.5),
        ], shapes: []),
      ONNXExportExample(
        name: "image-flow",
        specification: ModelSpecification(input: .image, channels: 1, shape: [8, 12]),
        settings: ["levels": .integer(2), "steps": .integer(2), "hidden": .integer(4)], shapes: []),
      ONNXExportExample(
        name: "stamp-diffusion",
        specification: ModelSpecification(
          input: .image, channels: 1, shape: [16, 8], classes: ["a", "b"]),
        settings: ["width": .integer(4), "levels": .integer(2), "steps": .integer(1)], shapes: []),
      ONNXExportExample(
        name: "stamp-restoration",
        specification: ModelSpecification(input: .image, channels: 2, shape: [8, 8]),
        settings: [
          "width": .integer(4), "levels": .integer(2), "steps": .integer(1), "factor": .integer(1),
          "samples": .integer(1),
        ], shapes: []),
      ONNXExportExample(
        name: "template-correlation",
        specification: ModelSpecification(
          input: .spectrum, channels: 1, shape: [300], classes: ["x", "y"]),
        settings: ["overlap": .integer(100), "reach": .integer(30)], shapes: []),
      ONNXExportExample(name: "kernel-density", specification: rows, shapes: []),
    ] + plain

  /// Methods on features: their settings keep them small.
  static let plain: [ONNXExportExample] = {
    let settings: [(name: String, keys: [String: Int64])] = [
      ("logistic-regression", [:]), ("nearest-neighbours", ["neighbours": 4]),
      ("random-forest", ["trees": 8]), ("extra-trees", ["trees": 8]),
      ("gradient-boosting", ["rounds": 5]),
    ]
    return settings.map { name, keys in
      ONNXExportExample(
        name: name, specification: labelled, settings: keys.mapValues { .integer($0) }, shapes: [])
    }
  }()

  static let rows = ModelSpecification(
    input: .row, channels: 3, bands: ["a", "b", "c"], shape: [])

  static let labelled = ModelSpecification(
    input: .row, channels: 3, bands: ["a", "b", "c"], shape: [], classes: ["x", "y", "z"])

  /// What a method is fitted to: clouds of rows, or spectra of lines that lie elsewhere in each class.
  static func objects(_ specification: ModelSpecification, _ count: Int) -> [SkyObject] {
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

  static func row(_ id: String, _ values: [Double]) -> SkyObject {
    SkyObject(id: id, content: .row(CatalogRow(names: ["a", "b", "c"], values: values)))
  }

  static func spectrum(
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

  /// The model, with weights other than those of the start; a method is fitted.
  func model() throws -> any Architecture {
    func open<A: Architecture>(_ type: A.Type) throws -> any Architecture {
      var random = RandomStream(seed: 4, key: name)
      let configuration = try Settings.decode(
        settings, over: A.defaults, settings: A.info.settings)
      let model = try A(configuration, specification: specification, random: &random)
      Self.shake(model.module, &random)
      guard let method = model as? any Fitted, !(model is any Trainable),
        ONNXExport.refusals[name] == nil
      else { return model }
      return try method.fitted(to: Self.objects(specification, 60), random: &random)
    }
    let type = try #require(try Installation.builtIns().architectures[name]).value
    return try open(type)
  }

  /// Numbers for each input of a graph, `N` = 2.
  func inputs(of file: ONNXFile) -> [Tensor] {
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

  static func named(_ name: String) throws -> ONNXExportExample {
    try #require(all.first { $0.name == name })
  }

  /// Weights and statistics other than those of the start.
  static func shake(_ module: any Module, _ random: inout RandomStream) {
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
}
