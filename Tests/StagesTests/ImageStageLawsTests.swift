import OrreryKit
import Stages
import Testing

/// Laws of every stage that takes images, on images that break careless code.
struct ImageStageLawsTests {
  /// A stage that is not made for one of these images may refuse it, in one line with its name.
  private enum Outcome {
    case done(SkyObject)
    case refused(String)
  }

  private var stages: [any Stage.Type] {
    BuiltInStages.all.filter { $0.info.accepts.contains(.image) }
  }

  /// Those that change values by a rule, not at random.
  private var plain: [any Stage.Type] { stages.filter { $0.info.category != .augmentation } }

  private func object(_ image: Image) -> SkyObject {
    var object = SkyObject(id: "field", origin: "field.fits", content: .image(image))
    object.sources = [
      Source(
        number: 1, x: 0, y: 0, box: PixelRegion(x: 0..<1, y: 0..<1), area: 1, flux: 1,
        fluxError: 1, peak: 1, semiMajor: 1, semiMinor: 1, angle: 0)
    ]
    return object
  }

  private func run(_ stage: any Stage.Type, _ object: SkyObject) -> Outcome {
    var random = RandomStream(seed: 3, key: object.id, purpose: stage.info.name)
    do { return .done(try stage.init().run(object, random: &random)) } catch {
      return .refused("\(error)")
    }
  }

  /// Odd sizes, three channels, an uncertainty; NaN, infinite and masked pixels.
  private func odd(maskedValue: Float = 1e9) -> Image {
    var random = RandomStream(seed: 11)
    var image = Image(repeating: 0, channels: 3, height: 67, width: 71)
    for index in image.pixels.indices { image.pixels[index] = Float(5 * random.normal()) }
    for y in 30..<36 { for x in 30..<36 { for c in 0..<3 { image[c, y, x] += 200 } } }
    image.uncertainty = [Float](repeating: 5, count: image.pixels.count)
    image.mask = [UInt8](repeating: 0, count: image.pixels.count)
    for index in stride(from: 5, to: image.pixels.count, by: 97) {
      image.pixels[index] = .nan
      image.flag(index, .missing)
    }
    for index in stride(from: 11, to: image.pixels.count, by: 89) where image.isGood(index) {
      image.pixels[index] = maskedValue
      image.flag(index, .instrument)
    }
    return image
  }

  @Test("No stage crashes on an empty, constant, tiny or odd image; a refusal is one line")
  func hardImages() {
    let images = [
      Image(repeating: .nan, height: 9, width: 9), Image(repeating: 5, height: 80, width: 80),
      Image(repeating: 0, height: 70, width: 70), Image(repeating: 3, height: 1, width: 1),
      Image(repeating: .infinity, height: 3, width: 70), odd(),
      Image(pixels: [], height: 0, width: 0),
    ]
    for stage in stages {
      for image in images {
        guard case .refused(let reason) = run(stage, object(image)) else { continue }
        #expect(reason.contains(stage.info.name), "\(reason)")
        #expect(!reason.contains("\n"), "\(stage.info.name): \(reason)")
      }
    }
  }

  @Test("An image without a valid pixel is flagged and never becomes a number")
  func nothingValid() {
    for stage in plain {
      guard
        case .done(let result) = run(stage, object(Image(repeating: .nan, height: 70, width: 70)))
      else { continue }
      #expect(result.flags.contains(.noValidData), "\(stage.info.name)")
      #expect(result.image?.pixels.contains(where: \.isFinite) == false, "\(stage.info.name)")
    }
  }

  @Test("A constant image is flagged by every stage of preparation and normalisation")
  func constant() {
    for stage in plain {
      guard case .done(let result) = run(stage, object(Image(repeating: 5, height: 70, width: 70)))
      else { continue }
      #expect(result.flags.contains(.constant), "\(stage.info.name)")
    }
  }

  @Test("Every stage gives the same result twice and keeps id and origin")
  func deterministic() {
    for stage in stages {
      guard case .done(let one) = run(stage, object(odd())),
        case .done(let two) = run(stage, object(odd()))
      else { continue }
      let name = stage.info.name
      #expect(one.image?.pixels.map(\.bitPattern) == two.image?.pixels.map(\.bitPattern), "\(name)")
      #expect(one.image?.mask == two.image?.mask && one.flags == two.flags, "\(name)")
      #expect(one.id == "field" || (stage.init() is any ExpandingStage && one.id == "field-00001"))
      #expect(one.origin == "field.fits", "\(name)")
    }
  }

  @Test("A stage refuses an object of a kind that it does not take, in one line with its name")
  func wrongKind() {
    let spectrum = SkyObject(
      id: "star", content: .spectrum(Spectrum(wavelength: [1, 2], unit: .nanometre, flux: [1, 2])))
    // Alone, a stage that blends two objects does nothing.
    for stage in stages where !(stage.init() is any MixingStage) {
      guard !stage.info.accepts.contains(.spectrum) else { continue }
      guard case .refused(let reason) = run(stage, spectrum) else {
        Issue.record("\(stage.info.name) took a spectrum")
        continue
      }
      #expect(reason.contains(stage.info.name) && reason.contains("star"), "\(reason)")
      #expect(!reason.contains("\n"))
    }
  }

  @Test("Normalisation leaves NaN where it was and nowhere else")
  func missingStays() {
    let image = odd()
    for stage in plain where stage.info.category == .normalisation {
      guard case .done(let result) = run(stage, object(image)), let new = result.image else {
        continue
      }
      let changed = image.pixels.indices.filter {
        image.pixels[$0].isFinite != new.pixels[$0].isFinite
      }
      #expect(changed.isEmpty, "\(stage.info.name): \(changed.count) pixels")
    }
  }

  @Test("The value of a masked pixel changes no other pixel")
  func maskedDoesNotCount() {
    for stage in plain {
      guard case .done(let one) = run(stage, object(odd(maskedValue: 1e9))),
        case .done(let two) = run(stage, object(odd(maskedValue: -7))), let a = one.image,
        let b = two.image
      else { continue }
      let changed = a.pixels.indices.filter {
        a.isGood($0) && a.pixels[$0].bitPattern != b.pixels[$0].bitPattern
      }
      #expect(changed.isEmpty, "\(stage.info.name): \(changed.count) pixels")
    }
  }
}
