import Foundation
import OrreryKit

@testable import Segmenter

/// Toy skies in units of the noise, with their truth, for the tests here.
enum Sky {
  struct Star {
    var x: Double
    var y: Double
    var flux: Double
    var sigma = 1.4
  }

  /// Gaussian stars on normal noise; a pixel belongs to the star that gives most light where all
  /// together give more than 1.
  static func field(
    _ stars: [Star], height: Int, width: Int, seed: UInt64 = 1, id: String = "sky"
  ) -> SkyObject {
    var random = RandomStream(seed: seed, key: id, purpose: "noise")
    var pixels = [Float](repeating: 0, count: height * width)
    var owners = pixels
    for y in 0..<height {
      for x in 0..<width {
        let lights = stars.map { star -> Double in
          let (dx, dy, s) = (Double(x) - star.x, Double(y) - star.y, star.sigma)
          return star.flux / (2 * .pi * s * s) * exp(-0.5 * (dx * dx + dy * dy) / (s * s))
        }
        let total = lights.reduce(0, +)
        pixels[y * width + x] = Float(total + random.normal())
        if total > 1, let best = lights.indices.max(by: { lights[$0] < lights[$1] }) {
          owners[y * width + x] = Float(best + 1)
        }
      }
    }
    var object = SkyObject(
      id: id, content: .image(Image(pixels: pixels, height: height, width: width)))
    object.layers["truth"] = Image(pixels: owners, height: height, width: width)
    object.tables["truth"] = Catalog(columns: [
      Column("number", .integer(stars.indices.map { Int64($0 + 1) })),
      Column("x", .real(stars.map(\.x))), Column("y", .real(stars.map(\.y))),
    ])
    return object
  }

  /// Stars at random places, some of them close pairs.
  static func crowd(_ count: Int, side: Int, seed: UInt64) -> SkyObject {
    var random = RandomStream(seed: seed, purpose: "stars")
    var stars: [Star] = []
    for _ in 0..<count {
      let star = Star(
        x: random.uniform(0, Double(side - 1)), y: random.uniform(0, Double(side - 1)),
        flux: 60 * exp(random.uniform(0, 3)))
      stars.append(star)
      if random.uniform() < 0.4 {
        let angle = random.uniform(0, 2 * .pi)
        stars.append(
          Star(
            x: star.x + 5 * cos(angle), y: star.y + 5 * sin(angle),
            flux: star.flux * random.uniform(0.5, 1)))
      }
    }
    return field(stars, height: side, width: side, seed: seed, id: "crowd-\(seed)")
  }

  static func model(
    _ change: (inout Segmenter.Configuration) -> Void = { _ in }, channels: Int = 1
  ) throws -> Segmenter {
    var configuration = Segmenter.defaults
    (configuration.width, configuration.depth, configuration.widest) = (8, 2, 16)
    change(&configuration)
    var random = RandomStream(seed: 4, purpose: "weights")
    return try Segmenter(
      configuration,
      specification: ModelSpecification(
        input: .image, channels: channels, bands: [], shape: [32, 32]), random: &random)
  }
}
