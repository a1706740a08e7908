import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

struct GenerationTests {
  private func generation(
    _ request: GenerationRequest, classes: [String] = [], stages: [ModelCard.StageRecord] = []
  ) throws -> Generation {
    let generator = GradientGenerator(classes: classes)
    let card = ModelCard(
      architecture: "test/gradient", name: "toy", summary: "", configuration: .object([:]),
      specification: generator.specification, stages: stages,
      training: ModelCard.Training(
        data: "", objects: [:], seed: 0, epochs: 0, date: "", recipe: ""),
      metrics: [:], command: "")
    return try Generation(
      LoadedModel(architecture: generator, card: card, digest: "0"), name: "test/gradient/toy",
      registry: Installation.builtIns(), request: request)
  }

  private func pixels(_ objects: [SkyObject]) -> [[Float]] {
    objects.map { $0.image?.pixels ?? [] }
  }

  @Test("Object 7 of a seed is the same however many are made, and another of another seed")
  func numbers() throws {
    let some = try pixels(generation(GenerationRequest(count: 8, seed: 3)).objects())
    let many = try pixels(generation(GenerationRequest(count: 40, seed: 3)).objects())
    let other = try pixels(generation(GenerationRequest(count: 8, seed: 4)).objects())
    #expect(some == Array(many.prefix(8)) && some != other)
    #expect(Set(many.flatMap { $0 }).count == 160)
  }

  @Test("Truncation multiplies the noise")
  func truncation() throws {
    let whole = try pixels(generation(GenerationRequest(count: 3)).objects())
    let half = try pixels(generation(GenerationRequest(count: 3, truncation: 0.5)).objects())
    for (a, b) in zip(whole.joined(), half.joined()) { #expect(abs(0.5 * a - b) < 1e-6) }
  }

  @Test("The way from one object to another begins and ends at them and keeps noise's length")
  func interpolation() throws {
    let ends = try pixels(generation(GenerationRequest(count: 9, seed: 5)).objects())
    let way = try pixels(
      generation(GenerationRequest(count: 5, seed: 5, interpolation: (2, 8))).objects())
    for (a, b) in zip(way[0] + way[4], ends[2] + ends[8]) { #expect(abs(a - b) < 1e-5) }
    let a = [3.0, 0, 0], b = [0, 3.0, 0]
    let middle = Latents.onGreatCircle(a, b, 0.5)
    #expect(abs(middle.reduce(0) { $0 + $1 * $1 } - 9) < 1e-9)
    for (x, y) in zip(Latents.onGreatCircle(a, a, 0.3), a) { #expect(abs(x - y) < 1e-9) }
    #expect(Latents.onGreatCircle([0, 0], [0, 0], 0.5) == [0, 0])
  }

  @Test("Classes are drawn for each object, or one is asked for; one that is not there is told")
  func classes() throws {
    let drawn = try generation(GenerationRequest(count: 60), classes: ["a", "b"]).objects()
    let first = drawn.count { $0.truth["a"] == 1 }
    #expect((15...45).contains(first))
    for object in drawn {
      let isSecond = (object.image?.pixels.first ?? 0) > 50
      #expect(object.truth == [isSecond ? "b" : "a": 1])
    }
    let all = try generation(
      GenerationRequest(count: 5, className: "b"), classes: ["a", "b"]
    ).objects()
    #expect(all.allSatisfy { $0.truth == ["b": 1] })
    #expect(throws: Settings.Failure.self) {
      _ = try generation(GenerationRequest(count: 1, className: "c"), classes: ["a", "b"])
    }
  }

  @Test("Stages are undone from the last one on, up to the first that cannot be")
  func undo() throws {
    let stages = [
      ModelCard.StageRecord(name: "stretch", settings: .object(["function": .string("asinh")])),
      ModelCard.StageRecord(
        name: "standardise",
        settings: .object([
          "fit": .string("training"), "per": .string("image"), "center": .array([.number(10)]),
          "spread": .array([.number(4)]),
        ])),
    ]
    let plain = try pixels(generation(GenerationRequest(count: 2)).objects())
    let generation = try generation(GenerationRequest(count: 2), stages: stages)
    #expect(generation.undone == ["standardise"] && generation.remaining == ["stretch"])
    for (a, b) in zip(plain.joined(), try pixels(generation.objects()).joined()) {
      #expect(abs(4 * a + 10 - b) < 1e-5)
    }
  }

  @Test("The file is the same bytes again, says how it was made and can be read as a stack")
  func file() throws {
    let workspace = try Workspace()
    let generation = try generation(GenerationRequest(count: 3, seed: 9), classes: ["a", "b"])
    let objects = try generation.objects()
    let bytes = try GeneratedFile(generation).writer(objects).data
    #expect(try GeneratedFile(generation).writer(generation.objects()).data == bytes)
    let path = try workspace.write(bytes, to: "made.fits")
    let file = try FITSFile(opening: path)
    #expect(file.hdus[0].shape == [3, 2, 2])
    let header = try file.readImage(planes: 0..<1).header
    #expect(header.integer("SEED") == 9 && header.logical("MODELUNI") == false)
    let table = try file.readTable()
    #expect(table["class"]?.strings == objects.map { $0.truth.keys.first ?? "" })
    let sheet = try GeneratedSheet(title: "toy").picture(objects)
    #expect(sheet.width > 100)
  }
}
