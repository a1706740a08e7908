/// Centres in square cells, to find the nearest one fast.
struct CentreCells {
  /// Side of a cell in pixels.
  private static let side = 8

  private let centres: [Segments.Centre]
  private let columns: Int
  private let rows: Int
  /// Where the centres of each cell begin in `order`.
  private var starts: [Int32]
  private var order: [Int32]

  init(_ centres: [Segments.Centre], height: Int, width: Int) {
    self.centres = centres
    columns = width / Self.side + 1
    rows = height / Self.side + 1
    var counts = [Int32](repeating: 0, count: columns * rows + 1)
    let homes = centres.map { [columns] centre in
      Int(centre.y) / Self.side * columns + Int(centre.x) / Self.side
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
    let side = Float(Self.side)
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
