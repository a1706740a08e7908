import Figures
import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// Objects of the training that lie beside weights.
struct TrainingExamplesTests {
  private static let examples = TrainingExamples(
    ids: ["a", "b", "c"], labels: [0, 1, 1], features: [[0, 10, 5], [1, 30, 5], [3, 20, 5]],
    looks: ExampleLooks(.sketches(points: 2), samples: (0..<12).map { UInt8($0) }))

  @Test(
    "The nearest come first, by features in their own deviations; what never varies is left out")
  func nearest() throws {
    // Deviations: √(14/9) and √(200/3).
    let found = try Self.examples.nearest(to: [1, 28, 99], count: 2)
    #expect(found.map(\.id) == ["b", "c"] && found.map(\.label) == [1, 1])
    let square = 4 / (200.0 / 3) / 2
    #expect(abs(found[0].distance - square.squareRoot()) < 2e-3)
    let typical = try #require(Self.examples.typicalDistance)
    let near = [
      1 / (14.0 / 9) + 400 / (200.0 / 3), 4 / (14.0 / 9) + 100 / (200.0 / 3),
    ].map { ($0 / 2).squareRoot() }
    // b and c are each other's nearest; a is nearer to b than to c.
    #expect(abs(typical - near[1]) < 2e-3 && near[1] < near[0])
    #expect(try Self.examples.nearest(to: [.nan, 1, 1], count: 2).isEmpty)
    #expect(throws: DataError.self) { try Self.examples.nearest(to: [1, 2], count: 1) }
  }

  @Test("A file comes back as it was; one of other weights and a damaged one are refused")
  func file() throws {
    let workspace = try Workspace()
    let path = workspace["a-examples.safetensors"]
    try Self.examples.file(weights: "12ab").write(to: path)
    let back = try TrainingExamples(reading: path, weights: "12ab", classes: 2)
    #expect(back == Self.examples)
    #expect(back.looks?.sketch(1)?.x == [4.0 / 255, 6.0 / 255])
    func code(_ weights: String, classes: Int) -> DataError.Code? {
      do {
        _ = try TrainingExamples(reading: path, weights: weights, classes: classes)
        return nil
      } catch { return (error as? DataError)?.code }
    }
    #expect(code("34cd", classes: 2) == .mismatch)
    // Class 1 of one.
    #expect(code("12ab", classes: 1) == .damaged)
    var file = try Safetensors(reading: path)
    file.metadata["ids"] = "a\nb"
    try file.write(to: path)
    #expect(code("12ab", classes: 2) == .damaged)
    file.metadata["ids"] = "a\nb\nc"
    file.tensors["sketches"] = StateTensor(integers: [1], shape: [1, 1, 1], type: .uint8)
    try file.write(to: path)
    #expect(code("12ab", classes: 2) == .damaged)
  }

  @Test("Each class has as many examples, whatever its share; the choice depends on ids alone")
  func chosen() throws {
    var random = RandomStream(seed: 0)
    let model = try BrightnessClassifier(
      .init(),
      specification: ModelSpecification(
        input: .image, channels: 1, shape: [8, 8], classes: ["bright", "faint"]), random: &random)
    let objects = (0..<200).map { number in
      var object = SkyObject(
        id: "object \(number)",
        content: .image(
          Image(pixels: (0..<64).map { Float($0 * (number + 1)) }, height: 8, width: 8)))
      object.truth = [number < 10 ? "bright" : "faint": 1]
      return object
    }
    func examples(_ objects: [SkyObject]) throws -> TrainingExamples {
      try #require(
        try TrainingExamples(
          of: model, from: objects, classes: ["bright", "faint"], seed: 3, batch: 32))
    }
    let some = try examples(objects)
    #expect(some.labels.count { $0 == 0 } == 10 && some.labels.count { $0 == 1 } == 64)
    #expect(try Set(examples(objects.reversed()).ids) == Set(some.ids))
    let picture = try #require(some.looks?.picture(0))
    #expect(picture.width == 8 && picture.height == 8)
    // The same features: the object itself is its nearest example.
    let own = try model.answers(to: [objects[4]], batch: 1)[0].features
    let nearest = try #require(try some.nearest(to: own, count: 1).first)
    #expect(nearest.id == "object 4" && nearest.distance < 1e-3)
  }

  @Test("A spectrum is kept as means, a light curve by its points, bright up; a row has no look")
  func looks() throws {
    let spectrum = Spectrum(
      wavelength: (0..<192).map { 4000 + Double($0) }, unit: .angstrom,
      flux: (0..<192).map { Float($0 / 2 % 2) })
    let line = try #require(
      ExampleLooks(of: [SkyObject(id: "s", content: .spectrum(spectrum))])?.sketch(0))
    #expect(line.x.count == 96 && line.x[0] == 0 && line.x[95] == 1)
    #expect(line.y[0] == 0 && line.y[1] == 1)
    let curve = LightCurve(
      time: [3, 1, 2], value: [15, 17, 16], quantity: .magnitude)
    let points = try #require(
      ExampleLooks(of: [SkyObject(id: "c", content: .lightCurve(curve))])?.sketch(0))
    // The first in time is the faintest.
    #expect(points.x[0] == 0 && points.y[0] == 0 && points.x[95] == 1 && points.y[95] == 1)
    // With a period of 2 days the point at day 2 has phase 0, the others 0.5.
    var star = SkyObject(id: "p", content: .lightCurve(curve))
    star.measure(OrreryKit.Measurement("ls_period", .real(2), description: "Period"))
    let phases = try #require(ExampleLooks(of: [star])?.sketch(0))
    #expect(phases.x[0] == 0 && abs(phases.y[0] - 0.5) < 0.01)
    let row = SkyObject(id: "r", content: .row(CatalogRow(names: ["a"], values: [1])))
    #expect(ExampleLooks(of: [row]) == nil)
    let wide = Image(repeating: 1, channels: 3, height: 20, width: 80)
    let picture = ExampleLooks(of: [SkyObject(id: "i", content: .image(wide))])?.picture(0)
    #expect(picture?.width == 32 && picture?.height == 8)
  }
}
