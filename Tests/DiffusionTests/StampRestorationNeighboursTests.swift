import Foundation
import OrreryKit
import Testing

@testable import Diffusion

@Suite("Laying neighbours over stamps")
struct StampRestorationNeighboursTests {
  private static let side = 16

  private func model(share: Double, softening: Double = 0) throws -> StampRestoration {
    var configuration = StampRestoration.Configuration()
    (configuration.width, configuration.levels) = (4, 1)
    (configuration.neighbours, configuration.softening) = (share, softening)
    var random = RandomStream(seed: 1, purpose: "weights")
    return try StampRestoration(
      configuration,
      specification: ModelSpecification(
        input: .image, channels: 1, shape: [Self.side, Self.side], classes: []), random: &random)
  }

  /// Stamps of one bright pixel in the middle, each of its own sky.
  private func stamps(_ skies: [Float], peak: Float) -> Tensor {
    let size = Self.side * Self.side
    let middle = Self.side / 2 * Self.side + Self.side / 2
    return Tensor(
      skies.flatMap { sky in (0..<size).map { $0 == middle ? sky + peak : sky } },
      shape: [skies.count, 1, Self.side, Self.side])
  }

  @Test("Light is added beside the middle, a fifth to all of the other's, and no sky with it")
  func adds() throws {
    let images = stamps([1, -2, 5], peak: 10)
    var random = RandomStream(seed: 3, purpose: "neighbours")
    let seen = try model(share: 1).withNeighbours(images, random: &random)
    let added = zip(seen.scalars, images.scalars).map { $0 - $1 }
    let size = Self.side * Self.side
    for place in 0..<3 {
      let own = added[place * size..<(place + 1) * size].enumerated().filter {
        abs($0.element) > 1e-5
      }
      // Half a side away it may just fall out.
      #expect(own.count <= 1)
      guard let pixel = own.first else { continue }
      #expect(pixel.element >= 2 - 1e-4 && pixel.element <= 10 + 1e-4)
      let (y, x) = (pixel.offset / Self.side - 8, pixel.offset % Self.side - 8)
      let distance = Double(x * x + y * y).squareRoot()
      #expect(distance > 0.2 * 16 - 1 && distance < 0.5 * 16 + 1)
    }
    #expect(added.contains { $0 > 1 })
  }

  @Test("Behind an asinh stretch it is the light that adds up")
  func stretched() throws {
    let c: Float = 2.5
    let light = stamps([0, 0], peak: 40).scalars
    let images = Tensor(
      light.map { c * asinh($0 / c) }, shape: [2, 1, Self.side, Self.side])
    var plain = RandomStream(seed: 4, purpose: "neighbours")
    var same = plain
    let expected = try model(share: 1).withNeighbours(
      Tensor(light, shape: images.shape), random: &plain)
    let found = try model(share: 1, softening: Double(c)).withNeighbours(images, random: &same)
    for (value, light) in zip(found.scalars, expected.scalars) {
      #expect(abs(value - c * asinh(light / c)) < 1e-3)
    }
    #expect(expected.scalars != light)
  }

  @Test("A share of none, and a stamp alone, stay as they are")
  func none() throws {
    var random = RandomStream(seed: 5, purpose: "neighbours")
    let three = stamps([0, 1, 2], peak: 3), one = stamps([0], peak: 3)
    #expect(try model(share: 0).withNeighbours(three, random: &random).scalars == three.scalars)
    #expect(try model(share: 1).withNeighbours(one, random: &random).scalars == one.scalars)
  }
}
