import Foundation
import OrreryKit

/// The objects of an image: their centres, and which pixel belongs to which, row by row.
///
/// A pixel goes to the centre nearest to the place that it points to, at most two cells away; what
/// points into the void is settled by `OpenPixels`. Nothing of an image's size is kept but what
/// `maps` keep, so that an image larger than memory has the same objects.
struct Segments: Sendable {
  /// A peak of the centre map.
  struct Centre: Sendable {
    var x: Float
    var y: Float
    /// Logit of its probability.
    var logit: Float
  }

  /// Of all owners: peaks, then the likeliest pixels of pieces without one. Those with too few
  /// pixels are among them.
  private(set) var centres: [Centre]
  let maps: any MapRows
  private let cells: CentreCells
  private let threshold: Float
  private var open: OpenPixels

  /// A piece of so many times the least area is an object even where no centre was found.
  private static let orphan = 10

  /// - Parameters:
  ///   - peaks: of the centre map.
  ///   - mostOpen: pixels that may point into the void.
  /// - Throws: `DataError.tooLarge` where there are more; what `maps` throw.
  init(
    _ maps: any MapRows, peaks: [Centre], configuration: Segmenter.Configuration,
    mostOpen: Int = .max
  ) throws {
    self.maps = maps
    centres = peaks
    cells = CentreCells(peaks, height: maps.height, width: maps.width)
    threshold = PixelMaps.logit(configuration.threshold)
    open = OpenPixels(height: maps.height, width: maps.width, most: mostOpen)
    var below: OpenPixels.Row = []
    for y in 0..<maps.height {
      let row = try maps.row(y)
      var owners = votes(row, y)
      try open.add(&owners, y: y, below: below, centre: row.centre)
      below = owners
    }
    open.spread()
    open.adopt(&centres, leastArea: Self.orphan * configuration.minimumArea)
  }

  /// The number of the centre, from 1, that each pixel of a row belongs to, 0 where none; and what
  /// the network says of the row.
  func row(_ y: Int) throws -> (owners: [Int32], map: MapRow) {
    let row = try maps.row(y)
    var owners = votes(row, y)
    let first = y * maps.width
    var place = open.firstPlace(from: first)
    while place < open.pixels.count, open.pixels[place] < first + maps.width {
      owners[open.pixels[place] - first] = open.owners[place]
      place += 1
    }
    return (owners, row)
  }

  /// The centre that each source pixel points to; -1 where there is none.
  private func votes(_ row: MapRow, _ y: Int) -> [Int32] {
    var owners = [Int32](repeating: 0, count: maps.width)
    for x in owners.indices where row.source[x] >= threshold {
      owners[x] = cells.nearest(to: row.target(x: x, y: y)).map { Int32($0 + 1) } ?? -1
    }
    return owners
  }
}
