import Foundation
import OrreryKit
import Testing

@testable import Stages

/// Fields whose truth goes along: the brightest pixel of each star carries its number in the map and
/// its place in the table.
struct TruthMapTests {
  private func field(height: Int = 40, width: Int = 48) -> SkyObject {
    var random = RandomStream(seed: 5)
    var image = Image(repeating: 0, height: height, width: width)
    var map = image
    var x: [Double] = [], y: [Double] = []
    for number in 1...9 {
      let place = (
        x: Int(random.uniform(0, Double(width))), y: Int(random.uniform(0, Double(height)))
      )
      image[0, place.y, place.x] = Float(100 * number)
      map[0, place.y, place.x] = Float(number)
      x.append(Double(place.x))
      y.append(Double(place.y))
    }
    var object = SkyObject(id: "field", content: .image(image))
    object.layers["truth"] = map
    object.tables["truth"] = Catalog(columns: [
      Column("number", .integer(Array(1...9))), Column("x", .real(x), unit: "pixel"),
      Column("y", .real(y), unit: "pixel"),
    ])
    return object
  }

  /// How many stars are inside; each must lie in the map and the image where the table says.
  private func check(_ object: SkyObject, _ name: String) throws -> Int {
    let image = try #require(object.image), map = try #require(object.layers["truth"])
    let table = try #require(object.tables["truth"])
    let x = try #require(table["x"]?.doubles), y = try #require(table["y"]?.doubles)
    #expect((map.width, map.height) == (image.width, image.height))
    var inside = 0
    for row in x.indices {
      let (u, v) = (Int(x[row].rounded()), Int(y[row].rounded()))
      guard (0..<image.width).contains(u), (0..<image.height).contains(v) else { continue }
      inside += 1
      #expect(map[0, v, u] == Float(row + 1), "\(name), star \(row + 1)")
      #expect(image[0, v, u] == Float(100 * (row + 1)), "\(name), star \(row + 1)")
    }
    let numbers = Set(map.pixels.filter { $0 > 0 })
    #expect(numbers.count == inside, "\(name)")
    return inside
  }

  @Test("Crops, mirrors, right turns and whole shifts move image, map and table alike")
  func together() throws {
    var crop = RandomCrop()
    crop.size = 24
    let stages: [(any Stage, square: Bool)] = [
      (crop, false), (Flip(), false), (Rotate(), true), (Shift(), false),
    ]
    for (stage, isSquare) in stages {
      var seen = Set<Int>()
      for seed in 0..<12 {
        var random = RandomStream(seed: UInt64(seed))
        let object = isSquare ? field(height: 40, width: 40) : field()
        let result = try stage.run(object, random: &random)
        seen.insert(try check(result, type(of: stage).info.name))
      }
      #expect(seen.contains { $0 > 0 })
    }
  }

  @Test("A crop has the size that is asked for, and an image that is too small is refused")
  func sizes() throws {
    var crop = RandomCrop()
    crop.size = 40
    var random = RandomStream(seed: 1)
    let image = try #require(try crop.run(field(), random: &random).image)
    #expect((image.width, image.height) == (40, 40))
    crop.size = 41
    #expect(throws: DataError.self) { _ = try crop.run(field(), random: &random) }
  }

  @Test("An interpolating turn leaves a map's numbers whole")
  func wholeNumbers() throws {
    var rotate = Rotate()
    rotate.angles = .any
    var random = RandomStream(seed: 3)
    let map = try #require(try rotate.run(field(), random: &random).layers["truth"])
    #expect(map.pixels.allSatisfy { $0.isNaN || $0 == $0.rounded() })
  }

  @Test("An exact map takes the pixels that the interpolating one takes")
  func exact() throws {
    let image = try #require(field(height: 21, width: 21).image)
    for (matrix, shift) in [
      ((-1.0, 0.0, 0.0, 1.0), (x: 0.0, y: 0.0)), ((0.0, 1.0, -1.0, 0.0), (x: 3.0, y: -2.0)),
    ] {
      let exact = Warp(matrix: matrix, shift: shift).applied(to: image)
      // A hair beside it goes through the four neighbours.
      let near = Warp(matrix: (matrix.0 + 1e-8, matrix.1, matrix.2, matrix.3), shift: shift)
      #expect(!near.isExact)
      let interpolated = near.applied(to: image)
      #expect(exact.pixels.map(\.bitPattern) == interpolated.pixels.map(\.bitPattern))
      #expect(exact.mask == interpolated.mask)
    }
  }
}
