import Foundation
import OrreryKit
import Testing

@testable import Pipeline

/// Objects of which nothing can be said, before every set of weights that comes with Orrery.
struct HardCasesTests {
  static let cards = BuiltInPlugins.files("Models", ".json")

  private struct Case {
    var name: String
    var object: SkyObject
  }

  /// What the model's stages make of an object, and what it says then.
  private func answer(
    _ model: LoadedModel, _ object: SkyObject
  ) throws -> (prediction: Prediction, flags: [ObjectFlag]) {
    let registry = try Installation.builtIns()
    var object = object
    for record in model.card.stages {
      let entry = try #require(registry.stages[record.name])
      let stage = try Settings.stage(entry.value, recorded: record.settings)
      var random = RandomStream(seed: 1)
      object = try stage.run(object, random: &random)
    }
    let prediction = try #require(try model.predict([object]).first)
    return (prediction, object.flags + prediction.flags)
  }

  private func image(_ value: Float, _ specification: ModelSpecification, channels: Int) -> Image {
    // Stages that join pixels come first: a size that is large enough for them.
    let side = specification.shape.first.map { $0 == 32 ? 64 : $0 } ?? 64
    var image = Image(
      pixels: [Float](repeating: value, count: channels * side * side), channels: channels,
      height: side, width: side)
    if channels == specification.channels { image.bands = specification.bands }
    return image
  }

  private func cases(_ card: ModelCard) -> [Case] {
    let specification = card.specification
    func object(_ name: String, _ content: SkyObject.Content) -> Case {
      Case(name: name, object: SkyObject(id: name, content: content))
    }
    switch specification.input {
    case .image:
      return [
        object("all NaN", .image(image(.nan, specification, channels: specification.channels))),
        object("constant", .image(image(3, specification, channels: specification.channels))),
      ]
    case .spectrum:
      func spectrum(_ from: Double, _ value: Float) -> Spectrum {
        Spectrum(
          wavelength: (0..<2000).map { from + Double($0) }, unit: .angstrom,
          flux: [Float](repeating: value, count: 2000))
      }
      return [
        object("all NaN", .spectrum(spectrum(4000, .nan))),
        object("outside the range", .spectrum(spectrum(90_000, 1))),
      ]
    case .lightCurve:
      func curve(_ times: [Double], _ value: Float) -> LightCurve {
        LightCurve(
          time: times, value: times.map { _ in value }, uncertainty: times.map { _ in 0.1 },
          band: times.map { _ in 0 }, bands: specification.bands, quantity: .magnitude)
      }
      return [
        object("one point", .lightCurve(curve([59_000], 15))),
        object("all NaN", .lightCurve(curve([59_000, 59_001, 59_002], .nan))),
      ]
    case .row:
      return [
        object(
          "all NaN",
          .row(
            CatalogRow(
              names: specification.bands, values: specification.bands.map { _ in Double.nan })))
      ]
    }
  }

  @Test(
    "Objects of which nothing can be said are flagged, or refused with a reason", arguments: cards)
  func flagged(_ path: String) throws {
    let library = ModelLibrary(registry: try Installation.builtIns())
    let model = try library.load(try library.find(path))
    for hard in cases(model.card) {
      do {
        let (prediction, flags) = try answer(model, hard.object)
        #expect(!flags.isEmpty, "\(path): \(hard.name)")
        if hard.name == "all NaN" {
          #expect(prediction.probabilities.allSatisfy { $0.isNaN }, "\(path): \(hard.name)")
          #expect(prediction.layers.isEmpty || !prediction.flags.isEmpty, "\(path): \(hard.name)")
        }
      } catch let error as DataError {
        #expect(!error.reason.isEmpty)
      }
    }
  }

  @Test("A stamp of another number of bands is refused", arguments: cards)
  func bands(_ path: String) throws {
    let library = ModelLibrary(registry: try Installation.builtIns())
    let model = try library.load(try library.find(path))
    let specification = model.card.specification
    guard specification.input == .image else { return }
    let object = SkyObject(
      id: "bands",
      content: .image(image(1, specification, channels: specification.channels + 1)))
    #expect(throws: DataError.self) { try specification.check(object) }
  }
}
