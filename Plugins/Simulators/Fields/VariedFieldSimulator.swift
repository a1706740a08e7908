import Foundation
import OrreryKit

/// Fields of many cameras, skies and crowds, for models that must work on images that nobody
/// described to them.
///
/// Every field draws its own seeing, wings, noise, sky, depth, numbers, sizes and artefacts from
/// wide ranges. The style `test` draws other things than `training` does, so that what is measured
/// on it is not what was learned by heart:
///
/// | | training | test |
/// |---|---|---|
/// | galaxies | bulges, disks, arms, mergers | one Sersic law each, flatter and rounder |
/// | point spread function | Moffat or Gaussian | a Gaussian core in a wide halo |
/// | places | even | half of the sources in clusters |
/// | sky | a slope and a fall to the corners | that, and a round glow |
struct VariedFieldSimulator: Simulator {
  enum Style: String, Codable, Sendable, CaseIterable { case training, test }

  var width = 512
  var height = 512
  var style = Style.training
  var depth: Double?

  static let info = SimulatorInfo(
    name: "varied-fields",
    summary: "Fields of many cameras, skies and crowds, with catalogue and map.", produces: .image,
    settings: [
      Setting("width", "Columns", unit: "pixel", range: 16...32768),
      Setting("height", "Rows", unit: "pixel", range: 16...32768),
      Setting(
        "style", "What is drawn: for training, or other things that training never sees",
        choices: Style.allCases.map(\.rawValue)),
      Setting(
        "depth",
        "Signal-to-noise ratio of the faintest star; where absent, drawn between 1.5 and 15",
        range: 0.5...1000, type: "number"),
    ])

  func make(_ index: Int, seed: UInt64) throws -> SkyObject {
    var object = try field(index, seed: seed).make(index, seed: seed)
    let name = identifier(index, seed: seed)
    object.id = name
    object.image?.name = name
    return object
  }

  /// The settings of a field.
  func field(_ index: Int, seed: UInt64) -> FieldSimulator {
    var random = stream(index, seed: seed, purpose: style.rawValue)
    func logarithmic(_ low: Double, _ high: Double) -> Double {
      exp(random.uniform(log(low), log(high)))
    }
    let isTest = style == .test
    var field = FieldSimulator()
    (field.width, field.height) = (width, height)
    let fwhm = isTest ? random.uniform(2.2, 4.5) : logarithmic(1.7, 5.5)  // pixels
    (field.seeing, field.seeingScatter) = (fwhm * field.pixelScale, 0)
    if isTest {
      field.psf = .doubleGaussian
    } else {
      field.psf = random.uniform() < 0.75 ? .moffat : .gaussian
      field.beta = logarithmic(2.2, 5)
    }
    field.ellipticity = random.uniform(0, isTest ? 0.12 : 0.2)

    // The camera and its sky.
    field.sky = logarithmic(isTest ? 60 : 20, 3000)
    field.gain = logarithmic(0.6, 8)
    field.readNoise = random.uniform(2, 15)
    field.skyVariation = random.uniform(0, 1) * random.uniform(0, 1) * 0.2
    field.skyGlow = isTest ? 0.1 * random.uniform() : 0
    field.subtractSky = random.uniform() < 0.2
    field.saturation = field.sky + logarithmic(2000, 100_000)
    let noise = Detector(gain: field.gain, readNoise: field.readNoise).noise(sky: field.sky)

    // Depth: the faintest star stands out of the noise of its own area by so many deviations.
    let area = 4 * Double.pi * pow(fwhm / 2.3548, 2)
    let drawn = logarithmic(1.5, 15)
    let faintest = noise * area.squareRoot() * (depth ?? drawn)
    field.faintest = Magnitude.magnitude(faintest, zeroPoint: field.zeroPoint)
    field.brightestStar = field.faintest - random.uniform(5, 9.5)
    field.brightestGalaxy = field.faintest - random.uniform(4, 7.5)
    field.starSlope = random.uniform(0.12, 0.35)
    field.galaxySlope = random.uniform(0.2, 0.4)
    field.starShare = random.uniform(0.1, 0.9)
    field.profiles = isTest ? .sersic : .types
    field.galaxySize = logarithmic(0.6, 1.8)
    field.clustering = isTest ? random.uniform(0, 0.5) : 0
    // In a megapixel, as many as seeing lets one tell apart.
    let perMegapixel = logarithmic(400, isTest ? 4000 : 6000) * min(1.5, pow(3 / fwhm, 2))
    field.sources = Int(perMegapixel * Double(width * height) / 1e6)

    // What goes wrong, and whether the software that made the image knew of it.
    let megapixels = Double(width * height) / 1e6
    field.cosmicRays = random.uniform() < 0.8 ? logarithmic(4, 200) * megapixels : 0
    field.hotPixels = random.uniform() < 0.5 ? logarithmic(4, 300) * megapixels : 0
    field.deadColumns = random.uniform() < 0.4 ? random.poisson(1.5) : 0
    field.trails = random.uniform() < 0.3 ? 1 + random.poisson(0.3) : 0
    field.maskArtefacts = random.uniform() < 0.25
    return field
  }
}
