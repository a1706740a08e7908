import OrreryKit

/// Grows one classification tree by Gini's impurity (Breiman et al. 1984, CART).
struct ClassTreeGrower {
  struct Limits: Sendable {
    /// Features looked at for each split.
    var features: Int
    /// Objects that a leaf holds at least.
    var smallestLeaf = 1
    var depth = Int.max
    /// True takes one random threshold for each feature (extremely randomised trees).
    var isThresholdRandom = false
  }

  /// `[features, rows]`.
  let columns: [Float]
  let rows: Int
  let labels: [Int]
  let classes: Int
  let limits: Limits

  /// The best question found so far for a node.
  private struct Split {
    var feature = -1
    var threshold: Float = 0
    /// Σ wₖ² / w over both sides: the higher, the purer.
    var purity = -Double.infinity
  }

  /// - Parameter weights: of the rows; those of weight 0 take no part.
  func grow(weights: [Double], random: inout RandomStream) -> TreeEnsemble {
    var tree = TreeEnsemble(width: classes)
    var members = (0..<rows).filter { weights[$0] > 0 }.map(Int32.init)
    var keys = [UInt64](repeating: 0, count: members.count)
    var order = Array(0..<(columns.count / max(1, rows)))
    var pending = [(node: tree.addRoot(), range: members.indices, depth: 0)]
    while let (node, range, depth) = pending.popLast() {
      var totals = [Double](repeating: 0, count: classes)
      for place in range {
        let row = Int(members[place])
        totals[labels[row]] += weights[row]
      }
      let isPure = totals.count { $0 > 0 } < 2
      let isSmall = range.count < 2 * limits.smallestLeaf || depth >= limits.depth
      let split =
        isPure || isSmall
        ? Split()
        : bestSplit(members[range], weights, totals, &keys, &order, &random)
      guard split.feature >= 0 else {
        let sum = totals.reduce(0, +)
        tree.setLeaf(node, totals.map { Float(sum > 0 ? $0 / sum : 1 / Double(classes)) })
        continue
      }
      let middle = partition(&members, range, split)
      let child = tree.split(node, feature: split.feature, threshold: split.threshold)
      pending.append((child + 1, middle..<range.upperBound, depth + 1))
      pending.append((child, range.lowerBound..<middle, depth + 1))
    }
    return tree
  }

  /// Brings members at most the threshold to the front and gives the place behind them.
  private func partition(_ members: inout [Int32], _ range: Range<Int>, _ split: Split) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      if columns[split.feature * rows + Int(members[low])] <= split.threshold {
        low += 1
      } else {
        high -= 1
        members.swapAt(low, high)
      }
    }
    return low
  }

  /// Looks at random features until enough of them vary.
  private func bestSplit(
    _ members: ArraySlice<Int32>, _ weights: [Double], _ totals: [Double], _ keys: inout [UInt64],
    _ order: inout [Int], _ random: inout RandomStream
  ) -> Split {
    var best = Split()
    var looked = 0
    for place in order.indices where looked < limits.features {
      let other = place + Int(random.uniform() * Double(order.count - place))
      order.swapAt(place, other)
      let feature = order[place]
      var (low, high) = (Float.infinity, -Float.infinity)
      columns.withUnsafeBufferPointer { columns in
        for row in members {
          let value = columns[feature * rows + Int(row)]
          low = min(low, value)
          high = max(high, value)
        }
      }
      guard low < high else { continue }
      looked += 1
      if limits.isThresholdRandom {
        let threshold = Float(random.uniform(Double(low), Double(high)))
        consider(feature, threshold < high ? threshold : low, members, weights, totals, &best)
      } else {
        sweep(feature, members, weights, totals, &keys, &best)
      }
    }
    return best
  }

  /// One threshold.
  private func consider(
    _ feature: Int, _ threshold: Float, _ members: ArraySlice<Int32>, _ weights: [Double],
    _ totals: [Double], _ best: inout Split
  ) {
    var left = [Double](repeating: 0, count: classes)
    var count = 0
    for row in members where columns[feature * rows + Int(row)] <= threshold {
      left[labels[Int(row)]] += weights[Int(row)]
      count += 1
    }
    guard count >= limits.smallestLeaf, members.count - count >= limits.smallestLeaf else { return }
    var (leftSquares, rightSquares, leftSum, rightSum) = (0.0, 0.0, 0.0, 0.0)
    for k in 0..<classes {
      let right = totals[k] - left[k]
      leftSquares += left[k] * left[k]
      rightSquares += right * right
      leftSum += left[k]
      rightSum += right
    }
    let purity = leftSquares / leftSum + rightSquares / rightSum
    if purity > best.purity { best = Split(feature: feature, threshold: threshold, purity: purity) }
  }

  /// Every threshold between two values that occur.
  private func sweep(
    _ feature: Int, _ members: ArraySlice<Int32>, _ weights: [Double], _ totals: [Double],
    _ keys: inout [UInt64], _ best: inout Split
  ) {
    let count = members.count
    var (leftSquares, rightSquares) = (0.0, totals.reduce(0) { $0 + $1 * $1 })
    var (leftSum, rightSum) = (0.0, totals.reduce(0, +))
    var left = [Double](repeating: 0, count: classes)
    columns.withUnsafeBufferPointer { columns in
      keys.withUnsafeMutableBufferPointer { keys in
        var own = UnsafeMutableBufferPointer(rebasing: keys[0..<count])
        for (place, row) in members.enumerated() {
          own[place] =
            UInt64(Self.key(columns[feature * rows + Int(row)])) << 32
            | UInt64(truncatingIfNeeded: row)
        }
        own.sort()
        for place in 0..<(count - 1) {
          let row = Int(own[place] & 0xFFFF_FFFF)
          let (weight, label) = (weights[row], labels[row])
          let right = totals[label] - left[label]
          leftSquares += weight * (2 * left[label] + weight)
          rightSquares -= weight * (2 * right - weight)
          left[label] += weight
          leftSum += weight
          rightSum -= weight
          guard own[place] >> 32 != own[place + 1] >> 32, place + 1 >= limits.smallestLeaf,
            count - place - 1 >= limits.smallestLeaf
          else { continue }
          let purity = leftSquares / leftSum + rightSquares / rightSum
          guard purity > best.purity else { continue }
          let value = columns[feature * rows + row]
          let next = columns[feature * rows + Int(own[place + 1] & 0xFFFF_FFFF)]
          // Halves are added, so that the sum of large values stays finite.
          let middle = value / 2 + next / 2
          best = Split(
            feature: feature, threshold: middle < next ? max(value, middle) : value,
            purity: purity)
        }
      }
    }
  }

  /// Bits that order as the values do: the sign flips, and negative values run backwards.
  private static func key(_ value: Float) -> UInt32 {
    // Adding 0 makes one zero of both.
    let bits = (value + 0).bitPattern
    return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
  }
}
