import Foundation
import OrreryKit
import Testing

@testable import Pipeline

/// How small a step flips a model whose answer is known: the flux of one pixel of a spectrum.
struct RobustnessTests {
  /// Evidence 4 (x - 1) with the flux x of pixel 30, by `predict` alone.
  struct PixelModel: Architecture {
    struct Configuration: Codable, Sendable {}
    struct Nothing: Module {}

    static let defaults = Configuration()
    static let info = ArchitectureInfo(
      name: "test/pixel", summary: "One pixel.", version: "1.0.0", task: .classification,
      accepts: .spectrum, settings: [])

    let specification = ModelSpecification(
      input: .spectrum, channels: 1, shape: [64], classes: ["high", "low"])
    var module: any Module { Nothing() }

    init() {}
    init(
      _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
    ) throws {}

    func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
      objects.map { object in
        let p = 1 / (1 + exp(-4 * ((object.spectrum?.flux[30] ?? 0) - 1)))
        return Prediction(probabilities: [p, 1 - p])
      }
    }
  }

  private func object(_ height: Float, _ truth: String, _ number: Int = 0) -> SkyObject {
    var flux = (0..<64).map { Float($0 % 2) }
    flux[30] = height
    var object = SkyObject(
      id: "\(truth) \(height) \(number)",
      content: .spectrum(
        Spectrum(wavelength: (0..<64).map { 5000 + Double($0) }, unit: .angstrom, flux: flux)))
    object.truth = [truth: 1]
    return object
  }

  @Test("The median step is that which takes the pixel to where the answer changes")
  func step() throws {
    let objects = [object(1.2, "high"), object(1.5, "high"), object(2, "high")]
    let found = try #require(
      try Robustness(
        of: PixelModel(), calibration: Calibration(), objects: objects, count: 10))
    #expect(found.objects == 3 && found.flipped == 3)
    let step = try #require(found.step)
    #expect(abs(step - 0.5) < 0.02, "\(step)")
    #expect(found.metrics["fgsm-step"] == step && found.metrics["fgsm-flipped"] == 1)
    let relative = try #require(found.relativeStep)
    #expect(relative > 0 && relative < Robustness.limit)
  }

  @Test("Only objects that are told right count, and only so many")
  func right() throws {
    let wrong = (0..<5).map { object(1.4, "low", $0) }
    let good = (0..<5).map { object(1.4, "high", $0) }
    let found = try #require(
      try Robustness(
        of: PixelModel(), calibration: Calibration(), objects: wrong + good, count: 3))
    #expect(found.objects == 3)
    #expect(
      try Robustness(of: PixelModel(), calibration: Calibration(), objects: wrong, count: 3) == nil)
  }

  @Test("A model of images that no slope reaches has no figure")
  func untraceable() throws {
    var random = RandomStream(seed: 0)
    let model = try BrightnessClassifier(
      .init(),
      specification: ModelSpecification(
        input: .image, channels: 1, shape: [8, 8], classes: ["bright", "faint"]), random: &random)
    model.weights.weight.value = Tensor([1, -1], shape: [2])
    var object = SkyObject(
      id: "a", content: .image(Image(pixels: (0..<64).map { Float($0) }, height: 8, width: 8)))
    object.truth = ["bright": 1]
    #expect(
      try Robustness(of: model, calibration: Calibration(), objects: [object], count: 3) == nil)
  }
}
