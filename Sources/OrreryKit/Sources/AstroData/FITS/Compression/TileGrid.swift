/// How an image is cut into tiles, and where the pixels of a tile lie in it.
struct TileGrid {
  /// Lengths of the image's axes and of a whole tile, the fastest first.
  let axes: [Int]
  let tile: [Int]
  /// Tiles along each axis.
  private let counts: [Int]

  /// - Throws: `DataError` `damaged` where there are more tiles than rows.
  init(_ header: Header, shape: [Int], rowCount: Int) throws {
    let axes = Array(shape.reversed())
    self.axes = axes
    tile = try axes.indices.map { axis in
      let name = "ZTILE\(axis + 1)"
      // Without ZTILEn a tile is a row of the image.
      guard header[name] != nil else { return axis == 0 ? axes[0] : 1 }
      guard let length = header.integer(name), length > 0 else {
        throw DataError(.damaged, "\(name) is no length")
      }
      return min(length, axes[axis])
    }
    let tile = tile
    counts = axes.indices.map { (axes[$0] - 1) / tile[$0] + 1 }
    let count = try counts.reduce(1) { try DataShape.product($0, $1) }
    guard count <= rowCount else {
      throw DataError(.damaged, "the image has \(count) tiles, the table \(rowCount) rows")
    }
  }

  var count: Int { counts.reduce(1, *) }

  /// Pixels of tile `index`: along each axis the first one and how many.
  func ranges(_ index: Int) -> [Range<Int>] {
    var rest = index
    return axes.indices.map { axis in
      let start = rest % counts[axis] * tile[axis]
      rest /= counts[axis]
      return start..<min(start + tile[axis], axes[axis])
    }
  }
}

/// Where one tile and the part of the image that is wanted overlap.
struct TileOverlap {
  /// A run of pixels: from `source` in the tile to `target` in the part.
  struct Run {
    var source: Int
    var target: Int
    var count: Int
  }

  private let ranges: [Range<Int>]
  private let axes: [Int]
  private let part: ImagePart

  init(_ grid: TileGrid, _ index: Int, _ part: ImagePart) {
    ranges = grid.ranges(index)
    axes = grid.axes
    self.part = part
  }

  var pixelCount: Int { ranges.reduce(1) { $0 * $1.count } }
  var width: Int { ranges[0].count }
  var height: Int { ranges.count > 1 ? ranges[1].count : 1 }

  /// All runs that lie in the part; empty where the tile lies outside.
  var runs: [Run] {
    let x = ranges[0].clamped(to: part.x)
    guard !x.isEmpty else { return [] }
    if ranges.count > 1, ranges[1].clamped(to: part.y).isEmpty { return [] }
    var result: [Run] = []
    for row in 0..<pixelCount / width {
      var rest = row
      var (y, plane, planeStep) = (0, 0, 1)
      for axis in 1..<max(1, ranges.count) {
        let position = ranges[axis].lowerBound + rest % ranges[axis].count
        rest /= ranges[axis].count
        if axis == 1 {
          y = position
        } else {
          plane += position * planeStep
          planeStep *= axes[axis]
        }
      }
      guard part.y.contains(y), part.planes.contains(plane) else { continue }
      let line = (plane - part.planes.lowerBound) * part.y.count + y - part.y.lowerBound
      result.append(
        Run(
          source: row * width + x.lowerBound - ranges[0].lowerBound,
          target: line * part.x.count + x.lowerBound - part.x.lowerBound, count: x.count))
    }
    return result
  }
}
