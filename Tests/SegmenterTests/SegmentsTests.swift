import Foundation
import OrreryKit
import Testing

@testable import Segmenter

/// What is made of the network's maps, with maps that a perfect network would give.
struct SegmentsTests {
  /// Logits of 6 where the truth is and -6 elsewhere, offsets to the true centres.
  private func perfect(_ object: SkyObject) throws -> PixelMaps {
    let batch = try Sky.model().batch([object])
    let image = try #require(object.image)
    func logits(_ tensor: Tensor) -> [Float] {
      tensor.scalars.map { value in
        let p = min(max(value, 0.0025), 0.9975)
        return log(p / (1 - p))
      }
    }
    return PixelMaps(
      logits(batch.source) + logits(batch.centre) + batch.offset.scalars, height: image.height,
      width: image.width)
  }

  /// What is found, in the order of the numbers in the map.
  private struct Found {
    var centres: [Segments.Centre]
    var members: [[Int]]
    var touches: [Bool]

    init(
      _ maps: PixelMaps, of object: SkyObject, _ configuration: Segmenter.Configuration
    ) throws {
      let catalog = try SourceCatalog.made(maps, of: object, configuration)
      centres = catalog.sources.map(\.centre)
      touches = catalog.sources.map { $0.source.flags.contains(.blended) }
      members = centres.map { _ in [] }
      for (pixel, number) in try catalog.segmentation(0..<maps.height).enumerated()
      where number > 0 { members[Int(number) - 1].append(pixel) }
    }
  }

  private func segments(
    _ object: SkyObject, _ change: (inout Segmenter.Configuration) -> Void = { _ in }
  ) throws -> Found {
    var configuration = Segmenter.defaults
    change(&configuration)
    return try Found(try perfect(object), of: object, configuration)
  }

  @Test("Two blended stars become two objects, each with the pixels of its own light")
  func blend() throws {
    let object = Sky.field(
      [.init(x: 14, y: 15.3, flux: 900), .init(x: 20.4, y: 16, flux: 500)], height: 32, width: 36)
    let found = try segments(object)
    #expect(found.centres.count == 2 && found.touches == [true, true])
    let truth = try #require(object.layers["truth"])
    for centre in found.centres.indices {
      let number: Float = found.centres[centre].x < 17 ? 1 : 2
      let right = found.members[centre].count { truth.pixels[$0] == number }
      #expect(right == found.members[centre].count)
      #expect(right == truth.pixels.count { $0 == number })
    }
  }

  @Test("Centres lie where they are to a tenth of a pixel")
  func centres() throws {
    let stars = [
      Sky.Star(x: 9.3, y: 12.4, flux: 700), Sky.Star(x: 30.1, y: 20.9, flux: 300),
      Sky.Star(x: 20.5, y: 33.5, flux: 200),
    ]
    let found = try segments(Sky.field(stars, height: 40, width: 40))
    #expect(found.centres.count == 3)
    for star in stars {
      let nearest = found.centres.map { hypot(Double($0.x) - star.x, Double($0.y) - star.y) }.min()
      #expect(nearest ?? 9 < 0.1, "\(star)")
    }
  }

  @Test("The halo of a bright star, farther out than offsets reach, is its own")
  func halo() throws {
    let object = Sky.field(
      [.init(x: 60, y: 60, flux: 4e6, sigma: 14)], height: 121, width: 121)
    let found = try segments(object)
    let truth = try #require(object.layers["truth"])
    #expect(found.members.map(\.count) == [truth.pixels.count { $0 > 0 }])
    #expect(found.members[0].count > 121 * 60)
  }

  @Test("An object with too few pixels is none")
  func limits() throws {
    let object = Sky.field(
      [.init(x: 10.4, y: 10.4, flux: 400), .init(x: 22, y: 10, flux: 20)], height: 20, width: 32)
    let small = try #require(object.layers["truth"]).pixels.count { $0 == 2 }
    #expect((1..<10).contains(small))
    #expect(try segments(object) { $0.minimumArea = small }.centres.count <= 2)
    #expect(try segments(object) { $0.minimumArea = small + 1 }.centres.count == 1)
  }

  @Test("A large piece without a centre is an object, a small one is none")
  func orphans() throws {
    let object = Sky.field(
      [.init(x: 14, y: 14, flux: 4000, sigma: 2.5), .init(x: 40.4, y: 14.4, flux: 60)], height: 28,
      width: 50)
    let found = try segments(object) { $0.centreThreshold = 0.999 }
    #expect(found.centres.count == 1 && found.members[0].count > 100)
    #expect(found.centres[0].x == 14 && found.centres[0].y == 14)
  }

  @Test("Equal neighbours are one peak; an empty map has none")
  func plateau() throws {
    var values = [Float](repeating: -6, count: 4 * 64)
    for offset in [3 * 8 + 3, 3 * 8 + 4, 4 * 8 + 3, 4 * 8 + 4] {
      values[offset] = 6
      values[64 + offset] = 3
      values[128 + offset] = 0
      values[192 + offset] = 0
    }
    var configuration = Segmenter.defaults
    let flat = SkyObject(id: "flat", content: .image(Image(repeating: 1, height: 8, width: 8)))
    let maps = PixelMaps(values, height: 8, width: 8)
    let found = try Found(maps, of: flat, configuration)
    #expect(found.centres.count == 1 && found.members[0].count == 4)
    configuration.centreThreshold = 0.99
    #expect(maps.peaks(configuration).isEmpty)
    #expect(try Found(maps, of: flat, configuration).centres.isEmpty)
  }

  @Test("A star's flux, centre and shape are measured in the image's unit by its noise layer")
  func catalog() throws {
    var object = Sky.field([.init(x: 20, y: 18, flux: 4000, sigma: 2)], height: 40, width: 44)
    var noise = Image(repeating: 2.5, height: 40, width: 44)
    noise.name = "noise"
    object.layers["noise"] = noise
    let maps = try perfect(object)
    let catalog = try SourceCatalog.made(maps, of: object, Segmenter.defaults)
    let prediction = catalog.prediction
    let table = try #require(prediction.tables["sources"])
    #expect(table.rowCount == 1)
    let flux = try #require(table["flux"]?.doubles?[0])
    #expect(abs(flux / (2.5 * 4000) - 1) < 0.02, "\(flux)")
    #expect(abs(try #require(table["a"]?.doubles?[0]) - 2) < 0.15)
    #expect(abs(try #require(table["x"]?.doubles?[0]) - 20) < 0.1)
    let area = try #require(table["area"]?.doubles?[0])
    let error = try #require(table["flux_err"]?.doubles?[0])
    #expect(abs(error - 2.5 * area.squareRoot()) < 1e-6)
    let map = try catalog.segmentation(0..<40)
    #expect(Double(map.count { $0 == 1 }) == area)
    #expect(try catalog.probability(0..<40).allSatisfy { (0...1).contains($0) })
  }

  @Test("Numbers go from the brightest source down, and are those of the map")
  func order() throws {
    let object = Sky.field(
      [.init(x: 8, y: 8, flux: 200), .init(x: 24, y: 8, flux: 900), .init(x: 40, y: 8, flux: 500)],
      height: 17, width: 50)
    let maps = try perfect(object)
    let catalog = try SourceCatalog.made(maps, of: object, Segmenter.defaults)
    let prediction = catalog.prediction
    let x = try #require(prediction.tables["sources"]?["x"]?.doubles)
    #expect(x.map { $0.rounded() } == [24, 40, 8])
    let row = try catalog.segmentation(8..<9)
    #expect([row[24], row[40], row[8]] == [1, 2, 3])
  }
}

extension SourceCatalog {
  /// The catalogue of an image in memory.
  static func made(
    _ maps: PixelMaps, of object: SkyObject, _ configuration: Segmenter.Configuration
  ) throws -> SourceCatalog {
    try SourceCatalog(
      Segments(maps, peaks: maps.peaks(configuration), configuration: configuration),
      of: WholeImage(object), leastArea: configuration.minimumArea)
  }
}
