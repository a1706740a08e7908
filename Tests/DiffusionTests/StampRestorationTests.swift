import OrreryKit
import TestSupport
import Testing

@testable import Diffusion

@Suite("Restoring stamps")
struct StampRestorationTests {
  private func model(
    _ change: (inout StampRestoration.Configuration) -> Void = { _ in }
  ) throws -> StampRestoration {
    var configuration = StampRestoration.Configuration()
    (configuration.width, configuration.levels, configuration.steps) = (8, 1, 8)
    configuration.samples = 4
    change(&configuration)
    var random = RandomStream(seed: 1, purpose: "weights")
    return try StampRestoration(
      configuration,
      specification: ModelSpecification(input: .image, channels: 1, shape: [8, 8], classes: []),
      random: &random)
  }

  private func stamp(_ id: String, _ pixels: [Float]) -> SkyObject {
    SkyObject(id: id, content: .image(Image(pixels: pixels, height: 8, width: 8)))
  }

  /// Stripes along the rows or the columns: in blocks of two pixels they differ by their mean.
  private func pattern(_ isBright: Bool) -> [Float] {
    (0..<64).map { pixel in
      let stripe: Float = pixel % 2 == 0 ? 0.8 : -0.8
      return stripe + (isBright ? 0.9 : -0.9)
    }
  }

  @Test("What blocks lost is learned from whole stamps")
  func learns() throws {
    let model = try model()
    let objects = (0..<16).map { stamp("\($0)", pattern($0 % 2 == 0)) }
    let batch = try model.batch(objects)
    var adam = Adam([ParameterGroup(model, learningRate: 5e-3)])
    for step in 0..<150 {
      var pass = Pass.training(RandomStream(seed: 5, key: "\(step)"))
      adam.zeroGradients()
      try model.loss(of: batch, &pass).loss.backward()
      adam.step()
    }
    var pass = Pass.inference
    for isBright in [true, false] {
      // Seen are blocks of one value each.
      let seen = stamp(
        "seen", (0..<64).map { (isBright ? 0.9 : -0.9) + ($0 % 4 < 2 ? 0.01 : -0.01) })
      let answer = try #require(try model.predict([seen], &pass).first)
      let restored = try #require(answer.layers["restored"]).pixels
      let error = zip(restored, pattern(isBright)).reduce(Float(0)) { $0 + abs($1.0 - $1.1) } / 64
      #expect(error < 0.35, "\(error)")
      #expect(try #require(answer.layers["restored_spread"]).pixels.allSatisfy { $0 >= 0 })
    }
  }

  @Test("The answer depends on the stamp and its name, not on those beside it")
  func determinism() throws {
    let model = try model()
    var pass = Pass.inference
    let a = stamp("a", pattern(true)), b = stamp("b", pattern(false))
    let alone = try model.predict([b], &pass)[0].layers["restored"]?.pixels
    let beside = try model.predict([a, b], &pass)[1].layers["restored"]?.pixels
    #expect(alone == beside && alone != nil)
  }

  @Test("Stamps of nothing are flagged; sizes that do not divide are refused")
  func hard() throws {
    var pass = Pass.inference
    let empty = stamp("empty", [Float](repeating: .nan, count: 64))
    let answer = try model().predict([empty], &pass)[0]
    #expect(!answer.flags.isEmpty && answer.layers.isEmpty)
    #expect(throws: Settings.Failure.self) { try model { $0.factor = 3 } }
    #expect(throws: Settings.Failure.self) { try model { $0.levels = 4 } }
  }
}
