/// Grows one regression tree on the gradients and curvatures of a loss, the best leaf first (Friedman
/// 2001, Annals of Statistics 29, 1189; on histograms as Ke et al. 2017, LightGBM).
struct GradientTreeGrower {
  struct Limits: Sendable {
    var leaves: Int
    /// Objects that a leaf holds at least.
    var smallestLeaf: Int
    /// Added to the curvature of a leaf.
    var penalty: Double
    /// What a leaf's value is multiplied by.
    var rate: Double
  }

  let columns: BinnedColumns
  let limits: Limits

  fileprivate struct Bin {
    var gradient = 0.0
    var curvature = 0.0
    var count = 0
  }

  private struct Leaf {
    var node: Int
    var range: Range<Int>
    var total: Bin
    var histogram: [Bin]
    var split: Split
  }

  private struct Split {
    var feature = -1
    var bin = 0
    var gain = 0.0
  }

  /// The tree, and for each row the value that it gives.
  func grow(gradients: [Float], curvatures: [Float]) -> (tree: TreeEnsemble, values: [Float]) {
    var tree = TreeEnsemble(width: 1)
    var members = (0..<columns.rows).map(Int32.init)
    var values = [Float](repeating: 0, count: columns.rows)
    func leaf(_ node: Int, _ range: Range<Int>, _ histogram: [Bin]) -> Leaf {
      // Every row is in one bin of the first feature.
      var total = Bin()
      for bin in histogram[0..<columns.width] { total.add(bin) }
      return Leaf(
        node: node, range: range, total: total, histogram: histogram,
        split: bestSplit(histogram, total))
    }
    let all = members.indices
    var open = [
      leaf(tree.addRoot(), all, histogram(members[all], gradients, curvatures))
    ]
    var closed: [Leaf] = []
    while let place = open.indices.max(by: { open[$0].split.gain < open[$1].split.gain }) {
      let parent = open.remove(at: place)
      guard parent.split.feature >= 0, open.count + closed.count + 2 <= limits.leaves else {
        closed.append(parent)
        continue
      }
      let split = parent.split
      let middle = partition(&members, parent.range, split)
      let child = tree.split(
        parent.node, feature: split.feature,
        threshold: columns.edges[split.feature][split.bin])
      let left = parent.range.lowerBound..<middle
      let right = middle..<parent.range.upperBound
      // The larger side is what is left of the parent.
      let isLeftSmall = left.count <= right.count
      let small = histogram(members[isLeftSmall ? left : right], gradients, curvatures)
      let large = zip(parent.histogram, small).map { $0.less($1) }
      open.append(leaf(child, left, isLeftSmall ? small : large))
      open.append(leaf(child + 1, right, isLeftSmall ? large : small))
    }
    for leaf in closed {
      let value = Float(
        -limits.rate * leaf.total.gradient / (leaf.total.curvature + limits.penalty + 1e-15))
      tree.setLeaf(leaf.node, [value])
      for place in leaf.range { values[Int(members[place])] = value }
    }
    return (tree, values)
  }

  private func histogram(
    _ members: ArraySlice<Int32>, _ gradients: [Float], _ curvatures: [Float]
  ) -> [Bin] {
    var result = [Bin](repeating: Bin(), count: columns.edges.count * columns.width)
    result.withUnsafeMutableBufferPointer { result in
      columns.bins.withUnsafeBufferPointer { bins in
        for feature in columns.edges.indices {
          let (start, base) = (feature * columns.rows, feature * columns.width)
          for row in members {
            let place = base + Int(bins[start + Int(row)])
            result[place].gradient += Double(gradients[Int(row)])
            result[place].curvature += Double(curvatures[Int(row)])
            result[place].count += 1
          }
        }
      }
    }
    return result
  }

  private func bestSplit(_ histogram: [Bin], _ total: Bin) -> Split {
    var best = Split()
    guard total.count >= 2 * limits.smallestLeaf else { return best }
    func worth(_ bin: Bin) -> Double {
      bin.gradient * bin.gradient / (bin.curvature + limits.penalty)
    }
    let own = worth(total)
    for feature in columns.edges.indices {
      var left = Bin()
      for bin in columns.edges[feature].indices {
        left.add(histogram[feature * columns.width + bin])
        let right = total.less(left)
        guard left.count >= limits.smallestLeaf, left.curvature >= 1e-3 else { continue }
        guard right.count >= limits.smallestLeaf, right.curvature >= 1e-3 else { break }
        let gain = worth(left) + worth(right) - own
        if gain > best.gain { best = Split(feature: feature, bin: bin, gain: gain) }
      }
    }
    return best
  }

  private func partition(_ members: inout [Int32], _ range: Range<Int>, _ split: Split) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    let start = split.feature * columns.rows
    while low < high {
      if Int(columns.bins[start + Int(members[low])]) <= split.bin {
        low += 1
      } else {
        high -= 1
        members.swapAt(low, high)
      }
    }
    return low
  }
}

extension GradientTreeGrower.Bin {
  fileprivate mutating func add(_ other: Self) {
    gradient += other.gradient
    curvature += other.curvature
    count += other.count
  }

  fileprivate func less(_ other: Self) -> Self {
    Self(
      gradient: gradient - other.gradient, curvature: curvature - other.curvature,
      count: count - other.count)
  }
}
