import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import ONNX
@testable import Pipeline

/// What is written of a model gives what the model says.
struct ONNXExportedModelTests {
  @Test("What is written of a classifier of images gives its features and logits")
  func classifiers() throws {
    for example in ONNXExportExample.all.prefix(2) {
      let model = try example.model()
      let file = try ONNXExport.file(model)
      let input = example.inputs(of: file)
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
    let example = ONNXExportExample.all[2]
    let model = try example.model()
    let file = try ONNXExport.file(model)
    let input = example.inputs(of: file)
    let maps = try #require(try ONNXGraph(ONNXFile(file.bytes)).run(input)["maps"])
    var pass = Pass.inference
    let prediction = try model.predict(
      [SkyObject(id: "a", content: .image(Image(pixels: input[0].scalars, height: 24, width: 16)))],
      &pass)[0]
    let expected = try #require(prediction.layers["source-probability"]).pixels
    let found = maps.sliced(axis: 1, 0..<1).sigmoid().scalars
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test(
    "What is written of a flow gives its log-densities, along splines and straight lines",
    arguments: [("spline", "autoregressive"), ("spline", "coupling"), ("affine", "coupling")])
  func flow(transform: String, structure: String) throws {
    var example = try ONNXExportExample.named("row-flow")
    example.settings["transform"] = .string(transform)
    example.settings["structure"] = .string(structure)
    let model = try example.model()
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

  @Test(
    "What is written of a plain method gives its probabilities, where features are missing too",
    arguments: [
      "logistic-regression", "nearest-neighbours", "random-forest", "extra-trees",
      "gradient-boosting",
    ])
  func plainMethod(name: String) throws {
    let model = try ONNXExportExample.named(name).model()
    var random = RandomStream(seed: 9)
    let rows = (0..<40).map { row in
      (0..<3).map { $0 == 1 && row % 5 == 0 ? Double.nan : 2 * random.normal() }
    }
    var pass = Pass.inference
    let expected = try model.predict(
      rows.enumerated().map { ONNXExportExample.row("\($0)", $1) }, &pass)
    let features = Tensor(rows.joined().map { Float($0) }, shape: [40, 3])
    let file = try ONNXFile(ONNXExport.file(model).bytes)
    let found = try #require(try ONNXGraph(file).run([features])["probabilities"])
    #expect(distance(found, Tensor(expected.flatMap(\.probabilities), shape: [40, 3])) < 1e-5)
  }

  @Test("What is written of kernels gives their log-densities")
  func kernels() throws {
    let model = try ONNXExportExample.named("kernel-density").model()
    let objects = ONNXExportExample.objects(ONNXExportExample.rows, 12)
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
    let model = try ONNXExportExample.named("template-correlation").model()
    var random = RandomStream(seed: 12)
    var object = ONNXExportExample.spectrum(1, shift: 4, &random)
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
    let example = try ONNXExportExample.named("image-flow")
    let model = try example.model()
    let input = example.inputs(of: try ONNXExport.file(model))[0]
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
    let model = try ONNXExportExample.named("stamp-diffusion").model()
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
    let model = try ONNXExportExample.named("stamp-restoration").model()
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
}
