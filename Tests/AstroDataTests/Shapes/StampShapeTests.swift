import Foundation
import OrreryKit
import Testing

/// Shapes of made-up galaxies.
@Suite("Shapes of stamps")
struct StampShapeTests {
  /// A Sérsic profile of half-light radius 5 on 61 × 61 pixels.
  static func galaxy(
    index n: Double = 1, axis: Double = 1, angle: Double = 0, flux: Double = 1e4,
    dx: Double = 0, dy: Double = 0, arms: Double = 0
  ) -> [Float] {
    let b = 2 * n - 1.0 / 3 + 0.009876 / n
    var light = (0..<61 * 61).map { place -> Double in
      let (x, y) = (Double(place % 61) - 30 - dx, Double(place / 61) - 30 - dy)
      let (u, v) = (x * cos(angle) + y * sin(angle), (y * cos(angle) - x * sin(angle)) / axis)
      let radius = (u * u + v * v).squareRoot()
      let arm = 1 + abs(arms) * cos(2 * atan2(v, u) - (arms < 0 ? -1 : 1) * 0.5 * radius)
      return exp(-b * pow(radius / 5, 1 / n)) * (arms == 0 ? 1 : arm)
    }
    let sum = light.reduce(0, +)
    for place in light.indices { light[place] *= flux / sum }
    return light.map { Float($0) }
  }

  static func shape(_ pixels: [Float]) throws -> StampShape {
    try #require(StampShape(pixels, height: 61, width: 61))
  }

  @Test("Flux, radius and concentration of a disc and of an elliptical")
  func profiles() throws {
    let disc = try Self.shape(Self.galaxy())
    #expect(abs(disc.flux / 1e4 - 1) < 0.03)
    #expect(abs(disc.halfLightRadius - 5) < 0.3)
    // An endless exponential disc has 2.7.
    #expect(abs(disc.concentration - 2.75) < 0.1)
    let elliptical = try Self.shape(Self.galaxy(index: 3))
    #expect(elliptical.concentration > disc.concentration + 0.5)
    #expect(elliptical.m20 < disc.m20)
    #expect(disc.ellipticity < 0.01 && abs(disc.asymmetry) < 0.01 && abs(disc.winding) < 1e-3)
  }

  @Test("Axis ratio and angle are those put in, wherever the galaxy lies")
  func ellipse() throws {
    for angle in [-1.0, 0.4] {
      let shape = try Self.shape(Self.galaxy(axis: 0.4, angle: angle, dx: 1.3, dy: -0.7))
      #expect(abs(shape.ellipticity - 0.6) < 0.05)
      #expect(abs(shape.angle - angle) < 0.02)
    }
  }

  @Test("A mirror turns the winding round; brightness changes nothing but flux and peak")
  func symmetry() throws {
    let one = try Self.shape(Self.galaxy(arms: 0.8))
    let mirrored = try Self.shape(Self.galaxy(arms: -0.8))
    #expect(one.winding > 0.03 && abs(one.winding + mirrored.winding) < 1e-3)
    let bright = try Self.shape(Self.galaxy(arms: 0.8).map { 7 * $0 })
    #expect(abs(bright.gini - one.gini) < 1e-5 && abs(bright.flux / one.flux - 7) < 1e-4)
    #expect(abs(bright.asymmetry - one.asymmetry) < 1e-5)
  }

  @Test("A companion makes a galaxy asymmetric, noise does not")
  func asymmetry() throws {
    let galaxy = Self.galaxy()
    let clean = try Self.shape(galaxy)
    var lopsided = galaxy
    for y in 34..<37 {
      for x in 34..<37 { lopsided[y * 61 + x] += 150 }
    }
    #expect(try Self.shape(lopsided).asymmetry > clean.asymmetry + 0.1)
    #expect(try Self.shape(lopsided).clumpiness > clean.clumpiness)
    var random = RandomStream(seed: 4)
    let noisy = try Self.shape(galaxy.map { $0 + Float(random.normal()) + 20 })
    #expect(abs(noisy.background - 20) < 0.3 && abs(noisy.noise - 1) < 0.15)
    #expect(abs(noisy.asymmetry) < 0.12)
  }

  @Test("Nothing, NaN, a flat stamp and a tiny one have no shape, a lonely pixel has one")
  func hardCases() throws {
    #expect(StampShape([Float](repeating: .nan, count: 100), height: 10, width: 10) == nil)
    #expect(StampShape([Float](repeating: 3, count: 100), height: 10, width: 10) == nil)
    #expect(StampShape([5], height: 1, width: 1) == nil)
    var pixels = [Float](repeating: 0, count: 225)
    pixels[7 * 15 + 7] = 10
    let star = try #require(StampShape(pixels, height: 15, width: 15))
    #expect(star.area == 1 && abs(star.flux - 10) < 1e-6 && star.ellipticity < 1e-9)
    pixels[8 * 15 + 7] = .nan
    #expect(StampShape(pixels, height: 15, width: 15)?.flux.isFinite == true)
  }
}
