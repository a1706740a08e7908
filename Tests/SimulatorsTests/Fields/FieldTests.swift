import Foundation
import OrreryKit
import Testing

@testable import Simulators

@Suite("Fields")
struct FieldTests {
  private static let reference: [(Double, Double, Double, Double)] = [
    (120, 5, 150.09407680331034, 2.1937486166200317),
    (0, 99, 150.10295078943597, 2.2079797129203387),
  ]

  private static func field(_ change: (inout FieldSimulator) -> Void = { _ in }) -> FieldSimulator {
    var field = FieldSimulator()
    (field.width, field.height, field.sources) = (120, 100, 25)
    change(&field)
    return field
  }

  @Test("The catalogue's sky positions are those of the header's solution")
  func coordinates() throws {
    let plane = TangentPlane(
      centre: SkyPosition(ra: 150.1, dec: 2.2), x: 50, y: 40, scale: 0.396, rotation: 20)
    let centre = plane.sky(x: 50, y: 40)
    #expect(abs(centre.ra - 150.1) < 1e-12 && abs(centre.dec - 2.2) < 1e-12)
    // astropy 8.0.2: WCS(naxis=2), ctype TAN, crval 150.1 2.2, crpix 51 41,
    // cd = s [[-cos 20, -sin 20], [-sin 20, cos 20]], s = 0.396/3600;
    // w.pixel_to_world_values(120, 5), (0, 99)
    for (x, y, ra, dec) in Self.reference {
      let sky = plane.sky(x: x, y: y)
      #expect(abs(sky.ra - ra) < 1e-11 && abs(sky.dec - dec) < 1e-11)
    }
  }

  @Test("Near the pole and across 0 h right ascension stays between 0 and 360")
  func wrap() {
    for centre in [SkyPosition(ra: 0.0001, dec: 0), SkyPosition(ra: 10, dec: 89.999)] {
      let plane = TangentPlane(centre: centre, x: 50, y: 50, scale: 1, rotation: 0)
      for (x, y) in [(0.0, 0.0), (100, 0), (0, 100), (100, 100)] {
        let sky = plane.sky(x: x, y: y)
        #expect((0..<360).contains(sky.ra) && (-90...90).contains(sky.dec))
      }
    }
  }

  @Test("A truth pixel is where noiseless light exceeds one sigma; its owner gives most of it")
  func truthMap() throws {
    let field = Self.field { $0.brightestStar = 17 }
    let object = try field.make(0, seed: 21)
    let map = try #require(object.layers["truth"])
    let noise = try #require(object.real("noise"))
    // The same sources drawn one by one over the whole image.
    var random = field.stream(0, seed: 21, purpose: "field")
    _ = (random.uniform(), random.uniform())
    let spread = PointSpread(
      profile: field.psf,
      fwhm: field.seeing / field.pixelScale * exp(field.seeingScatter * random.normal()),
      beta: random.uniform(2.8, 3.6), ellipticity: min(0.15, abs(0.03 * random.normal())),
      angle: random.uniform(0, .pi), cutoff: 3e-5)
    let lights = field.drawSources(spread, index: 0, seed: 21).map { source in
      var canvas = Canvas(width: 120, height: 100)
      canvas.add(
        source.model.components, x: source.x, y: source.y, flux: source.flux, band: .r,
        through: spread, threshold: 5e-4 * noise)
      return canvas.pixels
    }
    var wrong = 0
    for pixel in map.pixels.indices {
      let all = lights.map { $0[pixel] }
      let brightest = all.indices.max { all[$0] < all[$1] } ?? 0
      let expected = all.reduce(0, +) > Float(noise) ? Float(brightest + 1) : 0
      if map.pixels[pixel] != expected { wrong += 1 }
    }
    #expect(wrong <= 2)  // sums in another order
    #expect(map.pixels.contains { $0 > 0 } && map.pixels.contains(0))
    let table = try #require(object.tables["truth"])
    let areas = try #require(table["area"]?.doubles)
    for number in 1...25 {
      let count = map.pixels.count { $0 == Float(number) }
      #expect(Double(count) == areas[number - 1])
    }
  }

  @Test("Sources lie where the catalogue says, with the flux it says")
  func sources() throws {
    let field = Self.field {
      ($0.sources, $0.starShare, $0.brightestStar, $0.faintest) = (1, 1, 16, 16.01)
      ($0.subtractSky, $0.skyVariation, $0.saturation) = (true, 0, 1e9)
    }
    // A star that is not at the border.
    for index in 0..<20 {
      let object = try field.make(index, seed: 2)
      let table = try #require(object.tables["truth"])
      let x = try #require(table["x"]?.doubles?[0]), y = try #require(table["y"]?.doubles?[0])
      guard (25..<95).contains(x), (25..<75).contains(y) else { continue }
      let image = try #require(object.image)
      var sum = 0.0, momentX = 0.0, momentY = 0.0
      for row in Int(y) - 12...Int(y) + 13 {
        for column in Int(x) - 12...Int(x) + 13 {
          let value = Double(image[0, row, column])
          sum += value
          momentX += value * Double(column)
          momentY += value * Double(row)
        }
      }
      let flux = try #require(table["flux"]?.doubles?[0])
      #expect(abs(sum / flux - 0.98) < 0.05)
      #expect(abs(momentX / sum - x) < 0.2 && abs(momentY / sum - y) < 0.2)
      return
    }
    Issue.record("no star in the middle")
  }

  @Test("Artefacts change pixels, and every pixel that they change carries a flag")
  func artefacts() throws {
    let clean = Self.field {
      ($0.starShare, $0.brightestStar, $0.faintest, $0.saturation) = (1, 14, 18, 1e9)
      $0.brightestGalaxy = 14
    }
    var broken = clean
    (broken.cosmicRays, broken.deadColumns, broken.saturation) = (5, 2, 3000)
    let before = try #require(try clean.make(1, seed: 5).image)
    let after = try #require(try broken.make(1, seed: 5).image)
    #expect(before.mask == nil)
    let mask = try #require(after.mask)
    var seen = PixelFlags()
    for pixel in mask.indices {
      seen.formUnion(PixelFlags(rawValue: mask[pixel]))
      // A ray shifts no other pixel's noise: each pixel draws the same numbers.
      if mask[pixel] == 0 { #expect(before.pixels[pixel] == after.pixels[pixel]) }
    }
    #expect(seen.contains([.saturated, .cosmicRay, .instrument]))
    #expect((after.pixels.max() ?? 0) <= 3000)
  }

  @Test("Trails and hot pixels add light where they are flagged, and are no sources in the truth")
  func trails() throws {
    let clean = Self.field { ($0.sources, $0.saturation) = (3, 1e9) }
    var broken = clean
    (broken.trails, broken.hotPixels) = (1, 20)
    let before = try clean.make(2, seed: 5), after = try broken.make(2, seed: 5)
    #expect(before.layers["truth"]?.pixels == after.layers["truth"]?.pixels)
    let (old, new) = (try #require(before.image), try #require(after.image))
    let mask = try #require(new.mask)
    let marked = mask.indices.filter { mask[$0] == PixelFlags.instrument.rawValue }
    let brighter = marked.count { new.pixels[$0] > old.pixels[$0] }
    #expect(marked.count > 100 && brighter > marked.count * 3 / 4)
    broken.maskArtefacts = false
    let unmasked = try #require(try broken.make(2, seed: 5).image)
    #expect(unmasked.mask == nil && unmasked.pixels == new.pixels)
  }

  @Test("Sources of a clustered field lie closer to each other than even ones")
  func clusters() throws {
    func meanNearest(_ clustering: Double) throws -> Double {
      let field = Self.field { ($0.width, $0.height, $0.clustering) = (300, 300, clustering) }
      let table = try #require(try field.make(0, seed: 8).tables["truth"])
      let x = try #require(table["x"]?.doubles), y = try #require(table["y"]?.doubles)
      let nearest = x.indices.map { a in
        x.indices.filter { $0 != a }.map { hypot(x[$0] - x[a], y[$0] - y[a]) }.min() ?? 0
      }
      return nearest.reduce(0, +) / Double(nearest.count)
    }
    #expect(try meanNearest(1) < 0.6 * meanNearest(0))
  }

  @Test("Varied fields differ in camera, sky and crowd, and the test style in what it is made of")
  func varied() throws {
    var varied = VariedFieldSimulator()
    let training = (0..<40).map { varied.field($0, seed: 1) }
    varied.style = .test
    let test = (0..<40).map { varied.field($0, seed: 1) }
    for fields in [training, test] {
      for field in fields { try field.validate() }
      let seeing = fields.map(\.seeing), sky = fields.map(\.sky)
      #expect((seeing.max() ?? 0) > 1.5 * (seeing.min() ?? 1))
      #expect((sky.max() ?? 0) > 10 * (sky.min() ?? 1))
      #expect(Set(fields.map(\.maskArtefacts)).count == 2)
      #expect(fields.contains { $0.trails > 0 } && fields.contains { $0.cosmicRays > 0 })
    }
    #expect(training.allSatisfy { $0.profiles == .types && $0.psf != .doubleGaussian })
    #expect(test.allSatisfy { $0.profiles == .sersic && $0.psf == .doubleGaussian })
    #expect(test.contains { $0.skyGlow > 0 } && training.allSatisfy { $0.skyGlow == 0 })
  }

  @Test("Every law of the point spread function keeps the flux and has the width it says")
  func pointSpreads() {
    for profile in PointSpread.Profile.allCases {
      let spread = PointSpread(profile: profile, fwhm: 4, beta: 3)
      #expect(abs(spread.terms.reduce(0) { $0 + $1.flux } - 1) < 1e-9, "\(profile)")
    }
  }

  @Test("A field knows its own place: given, or drawn by seed")
  func place() throws {
    let fixed = Self.field { ($0.ra, $0.dec) = (150, -30) }
    #expect(try fixed.make(0, seed: 1).position == SkyPosition(ra: 150, dec: -30))
    let drawn = Self.field()
    #expect(try drawn.make(0, seed: 1).position != drawn.make(1, seed: 1).position)
  }
}
