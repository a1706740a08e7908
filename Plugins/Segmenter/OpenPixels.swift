import OrreryKit

/// Source pixels that point into the void, and who gets them.
///
/// Each takes the owner of a neighbour, the nearest first. Large pieces that touch no owned pixel
/// become objects of their own: galaxies so long or so flat that no place in them looks like a
/// centre.
struct OpenPixels: Sendable {
  /// Indices into the plane, ascending.
  private(set) var pixels: [Int] = []
  /// The owner of each; 0 where it has none.
  private(set) var owners: [Int32] = []
  /// Logit of a centre on each.
  private var logits: [Float] = []
  /// What lies below, left, right and above of each: an owner, 0 for none, or -1 - the place of
  /// another open pixel in this list.
  private var around: [Int32] = []
  private let height: Int
  private let width: Int
  private let most: Int

  /// - Parameter most: pixels that may be open.
  init(height: Int, width: Int, most: Int) {
    (self.height, self.width, self.most) = (height, width, most)
  }

  // MARK: - Gathering

  /// What pixels of a row are: owners, 0 for none, or -1 - the place of an open one.
  typealias Row = [Int32]

  /// Takes the open pixels of a row.
  /// - Parameters:
  ///   - votes: owners of the row; 0 for none, -1 where a pixel is open. Places are put in.
  ///   - below: the row below, as this made it; empty for the first.
  /// - Throws: `DataError.tooLarge`.
  mutating func add(_ votes: inout Row, y: Int, below: Row, centre: [Float]) throws {
    for x in 0..<width {
      let vote = votes[x]
      if vote == -1 {
        guard pixels.count < most else {
          throw DataError(
            .tooLarge,
            "more than \(most) source pixels point to no centre: the weights do not fit this image")
        }
        let place = pixels.count
        pixels.append(y * width + x)
        logits.append(centre[x])
        around += [below.isEmpty ? 0 : below[x], x > 0 ? votes[x - 1] : 0, 0, 0]
        votes[x] = -1 - Int32(place)
      }
      // What lies to the left and below gets to know this one.
      if x > 0, votes[x - 1] < 0 { around[4 * Int(-1 - votes[x - 1]) + 2] = votes[x] }
      if !below.isEmpty, below[x] < 0 { around[4 * Int(-1 - below[x]) + 3] = votes[x] }
    }
  }

  // MARK: - Deciding

  /// Ring by ring from what is decided, in the order of the pixels.
  mutating func spread() {
    owners = [Int32](repeating: 0, count: pixels.count)
    var undecided = Array(pixels.indices)
    while !undecided.isEmpty {
      var decided: [(place: Int, owner: Int32)] = []
      var left: [Int] = []
      for place in undecided {
        if let owner = neighbour(of: place) {
          decided.append((place, owner))
        } else {
          left.append(place)
        }
      }
      guard !decided.isEmpty else { break }
      for (place, owner) in decided { owners[place] = owner }
      undecided = left
    }
  }

  /// The first owner around an open pixel.
  private func neighbour(of place: Int) -> Int32? {
    for side in around[4 * place..<4 * place + 4] {
      let owner = side < 0 ? owners[Int(-1 - side)] : side
      if owner > 0 { return owner }
    }
    return nil
  }

  /// Makes an object of every large piece of what is left, its centre on the likeliest pixel.
  /// - Parameter centres: of the owners; grows.
  mutating func adopt(_ centres: inout [Segments.Centre], leastArea: Int) {
    let left = pixels.indices.filter { owners[$0] == 0 }
    var isOpen = [Bool](repeating: false, count: pixels.count)
    for place in left { isOpen[place] = true }
    for seed in left where isOpen[seed] {
      isOpen[seed] = false
      var piece = [seed]
      var next = 0
      while next < piece.count {
        let (x, y) = (pixels[piece[next]] % width, pixels[piece[next]] / width)
        next += 1
        for v in max(0, y - 1)...min(height - 1, y + 1) {
          for u in max(0, x - 1)...min(width - 1, x + 1) {
            guard let place = place(of: v * width + u), isOpen[place] else { continue }
            isOpen[place] = false
            piece.append(place)
          }
        }
      }
      guard piece.count >= leastArea else { continue }
      guard let best = piece.max(by: { (logits[$0], $1) < (logits[$1], $0) }) else { continue }
      centres.append(
        Segments.Centre(
          x: Float(pixels[best] % width), y: Float(pixels[best] / width), logit: logits[best]))
      for place in piece { owners[place] = Int32(centres.count) }
    }
  }

  /// Where a pixel stands in the list, or would stand.
  func firstPlace(from pixel: Int) -> Int {
    var low = 0
    var high = pixels.count
    while low < high {
      let middle = (low + high) / 2
      if pixels[middle] < pixel { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func place(of pixel: Int) -> Int? {
    let place = firstPlace(from: pixel)
    return place < pixels.count && pixels[place] == pixel ? place : nil
  }
}
