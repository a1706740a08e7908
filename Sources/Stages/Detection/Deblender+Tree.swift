extension Deblender {
  /// A branch that is a source of its own: its pixels above the level where it parted.
  struct Leaf {
    var pixels: [Int]
    var level: Float
  }

  /// The branches of one group, found from the threshold upwards.
  struct Tree {
    let values: [Float]
    let width: Int
    let minimumArea: Int
    /// Least light above its level that makes a branch count.
    let least: Double
    let levels: [Float]
    /// Pixels above the level in hand that no branch has taken yet, in the group's bounding box.
    private var open: [Bool] = []
    private var box = (x: 0, y: 0, width: 0, height: 0)

    init(values: [Float], width: Int, minimumArea: Int, least: Double, levels: [Float]) {
      self.values = values
      self.width = width
      self.minimumArea = minimumArea
      self.least = least
      self.levels = levels
    }

    mutating func leaves(of group: [Int]) -> [Leaf] {
      var low = (x: Int.max, y: Int.max)
      var high = (x: 0, y: 0)
      for pixel in group {
        low = (min(low.x, pixel % width), min(low.y, pixel / width))
        high = (max(high.x, pixel % width), max(high.y, pixel / width))
      }
      box = (low.x, low.y, high.x - low.x + 1, high.y - low.y + 1)
      open = [Bool](repeating: false, count: box.width * box.height)
      return leaves(of: Leaf(pixels: group, level: levels[0]), above: 1)
    }

    /// The sources in a branch: itself, or those into which it parts at this level or higher.
    private mutating func leaves(of branch: Leaf, above first: Int) -> [Leaf] {
      // Only a branch that counts here can part higher up: its light above a level only falls.
      var trunk = branch
      for level in first..<levels.count {
        let branches = self.branches(of: trunk, at: levels[level])
        if branches.count > 1 {
          return branches.flatMap { leaves(of: $0, above: level + 1) }
        }
        guard let only = branches.first else { break }
        trunk = only
      }
      return [branch]
    }

    /// The connected parts of a branch above a level that have the area and the light to count.
    private mutating func branches(of branch: Leaf, at level: Float) -> [Leaf] {
      let pixels = branch.pixels.filter { values[$0] > level }
      for pixel in pixels { open[place(pixel)] = true }
      var result: [Leaf] = []
      for seed in pixels where open[place(seed)] {
        let part = flood(from: seed)
        guard part.count >= minimumArea else { continue }
        let light = part.reduce(0.0) { $0 + Double(values[$1] - level) }
        if light > least { result.append(Leaf(pixels: part.sorted(), level: level)) }
      }
      return result
    }

    /// Takes the open pixels that touch the seed, directly or through others.
    private mutating func flood(from seed: Int) -> [Int] {
      open[place(seed)] = false
      var found = [seed]
      var next = 0
      while next < found.count {
        let x = found[next] % width - box.x
        let y = found[next] / width - box.y
        next += 1
        for v in max(0, y - 1)...min(box.height - 1, y + 1) {
          for u in max(0, x - 1)...min(box.width - 1, x + 1) where open[v * box.width + u] {
            open[v * box.width + u] = false
            found.append((v + box.y) * width + u + box.x)
          }
        }
      }
      return found
    }

    private func place(_ pixel: Int) -> Int {
      (pixel / width - box.y) * box.width + pixel % width - box.x
    }
  }
}
