import Foundation

/// The objects of an image: their centres, and which pixel belongs to which.
struct Segments {
  /// A peak of the centre map.
  struct Centre {
    var x: Float
    var y: Float
    /// Logit of its probability.
    var logit: Float
  }

  private(set) var centres: [Centre]
  /// Pixels of each centre as indices into the plane, ascending.
  private(set) var members: [[Int]]
  /// For each centre, whether its pixels touch those of another one.
  private(set) var touches: [Bool]

  /// A piece of so many times the least area is an object even where no centre was found.
  private static let orphan = 10

  /// Side of the cells that centres are looked up in, in pixels.
  private static let cell = 8

  init(_ maps: PixelMaps, configuration: Segmenter.Configuration) {
    var found = Self.peaks(maps, above: PixelMaps.logit(configuration.centreThreshold))
    var (owners, left) = Self.owners(
      maps, found, threshold: PixelMaps.logit(configuration.threshold))
    Self.adopt(left, maps, &owners, &found, leastArea: Self.orphan * configuration.minimumArea)
    var members = [[Int]](repeating: [], count: found.count)
    for pixel in owners.indices where owners[pixel] > 0 {
      members[Int(owners[pixel]) - 1].append(pixel)
    }
    let kept = found.indices.filter { members[$0].count >= configuration.minimumArea }
    centres = kept.map { found[$0] }
    self.members = kept.map { members[$0] }
    touches = Self.touching(owners, kept: kept, count: found.count, width: maps.width)
  }

  /// Which of the kept centres have a pixel beside one of another centre.
  private static func touching(
    _ owners: [Int32], kept: [Int], count: Int, width: Int
  ) -> [Bool] {
    var touches = [Bool](repeating: false, count: count + 1)
    for pixel in owners.indices where owners[pixel] > 0 {
      let own = owners[pixel]
      let right = (pixel + 1) % width == 0 ? 0 : owners[pixel + 1]
      let above = pixel + width < owners.count ? owners[pixel + width] : 0
      for other in [right, above] where other > 0 && other != own {
        touches[Int(own)] = true
        touches[Int(other)] = true
      }
    }
    return kept.map { touches[$0 + 1] }
  }

  /// Pixels whose logit is above the limit and not below any of their eight neighbours; of equal
  /// neighbours the first.
  private static func peaks(_ maps: PixelMaps, above limit: Float) -> [Centre] {
    let (height, width) = (maps.height, maps.width)
    var result: [Centre] = []
    maps.centre.withUnsafeBufferPointer { logits in
      for y in 0..<height {
        for x in 0..<width {
          let value = logits[y * width + x]
          guard value > limit else { continue }
          var isPeak = true
          for v in max(0, y - 1)...min(height - 1, y + 1) where isPeak {
            for u in max(0, x - 1)...min(width - 1, x + 1) where (u, v) != (x, y) {
              let other = logits[v * width + u]
              let comesFirst = v < y || (v == y && u < x)
              if comesFirst ? other >= value : other > value { isPeak = false }
            }
          }
          guard isPeak else { continue }
          // The vertex of the parabola through the logarithms of a peak and its neighbours, which is
          // that of a Gaussian.
          func vertex(_ before: Float?, _ after: Float?) -> Float {
            guard let before, let after else { return 0 }
            let (left, right) = (Self.logProbability(before), Self.logProbability(after))
            let bend = left + right - 2 * Self.logProbability(value)
            return bend < 0 ? max(-0.5, min(0.5, 0.5 * (left - right) / bend)) : 0
          }
          let place = y * width + x
          let dx = vertex(
            x > 0 ? logits[place - 1] : nil, x + 1 < width ? logits[place + 1] : nil)
          let dy = vertex(
            y > 0 ? logits[place - width] : nil, y + 1 < height ? logits[place + width] : nil)
          result.append(Centre(x: Float(x) + dx, y: Float(y) + dy, logit: value))
        }
      }
    }
    return result
  }

  /// log σ(x) = -log(1 + e^-x), which for large |x| is -e^-x or x.
  private static func logProbability(_ logit: Float) -> Float {
    logit > 0 ? -log1p(exp(-logit)) : logit - log1p(exp(logit))
  }

  /// The number of the centre, from 1, that each source pixel belongs to; 0 where none.
  ///
  /// A pixel goes to the centre nearest to the place that it points to, at most two cells away.
  /// What points into the void takes the owner of a neighbour, the nearest first; `left` is what no
  /// owned pixel touches.
  private static func owners(
    _ maps: PixelMaps, _ centres: [Centre], threshold: Float
  ) -> (owners: [Int32], left: [Int]) {
    let (height, width) = (maps.height, maps.width)
    var owners = [Int32](repeating: 0, count: maps.count)
    let cells = Cells(centres, height: height, width: width)
    var undecided: [Int] = []
    maps.source.withUnsafeBufferPointer { logits in
      for pixel in 0..<logits.count where logits[pixel] >= threshold {
        if let place = cells.nearest(to: maps.target(of: pixel)) {
          owners[pixel] = Int32(place + 1)
        } else {
          undecided.append(pixel)
        }
      }
    }
    // Ring by ring from what is decided, in the order of the pixels.
    while !undecided.isEmpty {
      var decided: [(pixel: Int, owner: Int32)] = []
      var left: [Int] = []
      for pixel in undecided {
        let x = pixel % width
        let neighbours = [
          pixel >= width ? owners[pixel - width] : 0, x > 0 ? owners[pixel - 1] : 0,
          x + 1 < width ? owners[pixel + 1] : 0,
          pixel + width < owners.count ? owners[pixel + width] : 0,
        ]
        if let owner = neighbours.first(where: { $0 > 0 }) {
          decided.append((pixel, owner))
        } else {
          left.append(pixel)
        }
      }
      guard !decided.isEmpty else { break }
      for (pixel, owner) in decided { owners[pixel] = owner }
      undecided = left
    }
    return (owners, undecided)
  }

  /// Makes an object of every large piece of pixels without an owner, its centre on the likeliest
  /// pixel: a galaxy so long or so flat that no place in it looks like a centre.
  private static func adopt(
    _ left: [Int], _ maps: PixelMaps, _ owners: inout [Int32], _ centres: inout [Centre],
    leastArea: Int
  ) {
    let width = maps.width
    let open: Int32 = -1
    for pixel in left { owners[pixel] = open }
    for seed in left where owners[seed] == open {
      owners[seed] = 0
      var piece = [seed]
      var next = 0
      while next < piece.count {
        let (x, y) = (piece[next] % width, piece[next] / width)
        next += 1
        for v in max(0, y - 1)...min(maps.height - 1, y + 1) {
          for u in max(0, x - 1)...min(width - 1, x + 1) where owners[v * width + u] == open {
            owners[v * width + u] = 0
            piece.append(v * width + u)
          }
        }
      }
      guard piece.count >= leastArea else { continue }
      let logits = maps.centre
      let best = piece.max {
        (logits[logits.startIndex + $0], $1) < (logits[logits.startIndex + $1], $0)
      }
      guard let best else { continue }
      centres.append(
        Centre(
          x: Float(best % width), y: Float(best / width), logit: logits[logits.startIndex + best]))
      for pixel in piece { owners[pixel] = Int32(centres.count) }
    }
  }

  /// Centres in square cells, to find the nearest one fast.
  private struct Cells {
    private let centres: [Centre]
    private let columns: Int
    private let rows: Int
    /// Where the centres of each cell begin in `order`.
    private var starts: [Int32]
    private var order: [Int32]

    init(_ centres: [Centre], height: Int, width: Int) {
      self.centres = centres
      columns = width / Segments.cell + 1
      rows = height / Segments.cell + 1
      var counts = [Int32](repeating: 0, count: columns * rows + 1)
      let homes = centres.map { [columns] centre in
        Int(centre.y) / Segments.cell * columns + Int(centre.x) / Segments.cell
      }
      for home in homes { counts[home + 1] += 1 }
      for cell in 1..<counts.count { counts[cell] += counts[cell - 1] }
      starts = counts
      order = [Int32](repeating: 0, count: centres.count)
      for (place, home) in homes.enumerated() {
        order[Int(counts[home])] = Int32(place)
        counts[home] += 1
      }
    }

    /// The nearest centre in the cells around a place, at most two cells away; the first of equals.
    func nearest(to place: SIMD2<Float>) -> Int? {
      // A way to nowhere, which no trained network gives.
      guard abs(place.x) < 1e6, abs(place.y) < 1e6 else { return nil }
      let side = Float(Segments.cell)
      let (x, y) = (Int((place.x / side).rounded(.down)), Int((place.y / side).rounded(.down)))
      for reach in 1...2 {
        var best: Int?
        // Within this no centre outside of the cells can be nearer.
        var least = Float(reach * reach) * side * side
        let across = (x - reach..<x + reach + 1).clamped(to: 0..<columns)
        for row in (y - reach..<y + reach + 1).clamped(to: 0..<rows) {
          let from = row * columns
          for entry in starts[from + across.lowerBound]..<starts[from + across.upperBound] {
            let centre = centres[Int(order[Int(entry)])]
            let (dx, dy) = (centre.x - place.x, centre.y - place.y)
            let distance = dx * dx + dy * dy
            if distance < least {
              least = distance
              best = Int(order[Int(entry)])
            }
          }
        }
        if let best { return best }
      }
      return nil
    }
  }
}
