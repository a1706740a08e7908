import Foundation
import OrreryKit
import Testing

@testable import Morphology

struct MorphologyResNetTests {
  private static let classes = ["smooth", "clockwise", "anticlockwise"]

  private func model(
    views: Int = 8, blocks: [Int] = [1, 1], side: Int = 16,
    mirrored: [[String]] = [["clockwise", "anticlockwise"]]
  ) throws -> MorphologyResNet {
    var random = RandomStream(seed: 1, purpose: "weights")
    return try MorphologyResNet(
      .init(width: 4, blocks: blocks, dropout: 0.3, views: views, mirrored: mirrored),
      specification: ModelSpecification(
        input: .image, channels: 2, shape: [side, side], classes: Self.classes),
      random: &random)
  }

  private func image(seed: UInt64, side: Int = 16) -> Image {
    var random = RandomStream(seed: seed)
    return Image(
      pixels: (0..<2 * side * side).map { _ in Float(random.normal()) }, channels: 2, height: side,
      width: side)
  }

  private func probabilities(_ model: MorphologyResNet, _ images: [Image]) throws -> [[Float]] {
    var pass = Pass.inference
    let objects = images.enumerated().map { SkyObject(id: "\($0)", content: .image($1)) }
    return try model.predict(objects, &pass).map(\.probabilities)
  }

  /// Each plane's pixel (x, y) taken from `source(x, y)`.
  private func moved(_ image: Image, _ source: (Int, Int) -> (Int, Int)) -> Image {
    var result = image
    let side = image.width
    for plane in 0..<image.channels {
      for y in 0..<side {
        for x in 0..<side {
          let (fromX, fromY) = source(x, y)
          result.pixels[(plane * side + y) * side + x] =
            image.pixels[(plane * side + fromY) * side + fromX]
        }
      }
    }
    return result
  }

  @Test("A turned image has the same probabilities, a mirrored one those of the mirrored classes")
  func orientations() throws {
    let model = try model()
    let image = image(seed: 4)
    let turned = moved(image) { x, y in (y, 15 - x) }
    let mirrored = moved(image) { x, y in (15 - x, y) }
    let answers = try probabilities(model, [image, turned, mirrored])
    #expect(abs(answers[0][1] - answers[0][2]) > 1e-4)
    for k in 0..<3 {
      #expect(abs(answers[0][k] - answers[1][k]) < 1e-5)
      #expect(abs(answers[0][k] - answers[2][[0, 2, 1][k]]) < 1e-5)
    }
  }

  @Test("One view is the network's own answer, which changes when the image is turned")
  func oneView() throws {
    let model = try model(views: 1)
    let image = image(seed: 5)
    let answers = try probabilities(model, [image, moved(image) { x, y in (y, 15 - x) }])
    #expect(zip(answers[0], answers[1]).contains { abs($0 - $1) > 1e-4 })
    #expect(abs(answers[0].reduce(0, +) - 1) < 1e-5)
  }

  @Test("Stages and blocks make the layers that their numbers say, with PyTorch's names")
  func layers() throws {
    let names = Set(try model(blocks: [1, 2, 1]).module.stateDictionary().keys)
    #expect(names.isSuperset(of: ["body.0.weight", "body.3.body.0.weight", "head.bias"]))
    // Stem, then a block and its ReLU: 3 and 4, 5 to 8, 9 and 10; halving blocks have a shortcut.
    #expect(names.contains("body.5.shortcut.0.weight"))
    #expect(!names.contains("body.7.shortcut.0.weight"))
    #expect(names.contains("body.9.body.3.weight") && !names.contains("body.11.body.0.weight"))
  }

  @Test("Wrong configurations are told by their key")
  func wrong() {
    func path(_ body: () throws -> MorphologyResNet) -> [String]? {
      do {
        _ = try body()
        return nil
      } catch { return (error as? Settings.Failure)?.path }
    }
    #expect(path { try model(views: 3) } == ["views"])
    #expect(path { try model(blocks: []) } == ["blocks"])
    #expect(path { try model(blocks: [1, 1, 1, 1, 1, 1]) } == ["blocks"])
    #expect(path { try model(mirrored: [["clockwise", "lenticular"]]) } == ["mirrored"])
  }

  @Test("An image without data or of one value alone is flagged and gets no probabilities")
  func hardCases() throws {
    let model = try model()
    var pass = Pass.inference
    let empty = Image(repeating: .nan, channels: 2, height: 16, width: 16)
    let flat = Image(repeating: 3, channels: 2, height: 16, width: 16)
    let answers = try model.predict(
      [empty, flat, image(seed: 1)].map { SkyObject(id: "x", content: .image($0)) }, &pass)
    #expect(answers[0].flags == [.noValidData] && answers[0].probabilities.allSatisfy(\.isNaN))
    #expect(answers[1].flags == [.constant] && answers[1].probabilities.allSatisfy(\.isNaN))
    #expect(answers[2].flags.isEmpty && answers[2].probabilities.allSatisfy(\.isFinite))
  }
}
