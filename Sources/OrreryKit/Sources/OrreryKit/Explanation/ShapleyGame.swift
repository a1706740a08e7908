internal import Foundation

/// A game of players that are there or not, whose worth is shared fairly: Shapley values.
///
///     φᵢ = Σ over S without i:  |S|! (n - |S| - 1)! / n! · (v(S + i) - v(S))
///
/// They sum to v(all) - v(none). Shapley 1953; Lundberg & Lee 2017, arXiv:1705.07874.
public struct ShapleyGame {
  /// How many play.
  public let players: Int
  /// The worth of coalitions, several asked for at once.
  public let worth: ([[Bool]]) throws -> [Double]

  /// - Precondition: there are players.
  public init(players: Int, worth: @escaping ([[Bool]]) throws -> [Double]) {
    precondition(players > 0, "ShapleyGame: \(players) players")
    self.players = players
    self.worth = worth
  }

  /// The values by their definition, over all 2ⁿ coalitions.
  /// - Precondition: at most 16 players.
  public func exact() throws -> [Double] {
    precondition(players <= 16, "exact: \(players) players have too many coalitions")
    let all = (0..<1 << players).map(members)
    let worth = try worth(all)
    // |S|! (n - |S| - 1)! / n! = 1 / (n · C(n - 1, |S|))
    let weights = (0..<players).map { 1 / (Double(players) * Self.choose(players - 1, $0)) }
    return (0..<players).map { player in
      (0..<1 << players).reduce(0) { sum, coalition in
        guard coalition & 1 << player == 0 else { return sum }
        let weight = weights[coalition.nonzeroBitCount]
        return sum + weight * (worth[coalition | 1 << player] - worth[coalition])
      }
    }
  }

  /// The values as the weighted least-squares fit of a sum over players to the worth of coalitions,
  /// with the weights of KernelSHAP, bound to sum to v(all) - v(none).
  ///
  /// Coalitions are taken from the smallest and their complements up while the budget holds all of a
  /// size, then drawn in pairs of complements (Covert & Lee 2021, arXiv:2012.01536). With a budget of
  /// 2ⁿ - 2 the values are exact.
  /// - Parameters:
  ///   - samples: coalitions besides the whole and the empty one.
  ///   - random: chooses those that are drawn.
  public func kernel(samples: Int, random: inout RandomStream) throws -> [Double] {
    let chosen = coalitions(samples: samples, random: &random)
    let ends = [
      [Bool](repeating: false, count: players), [Bool](repeating: true, count: players),
    ]
    let worth = try worth(ends + chosen.map(\.members))
    let difference = worth[1] - worth[0]
    guard players > 1 else { return [difference] }
    // The last value is what the others leave of the difference.
    let free = players - 1
    var matrix = [Double](repeating: 0, count: free * free)
    var right = [Double](repeating: 0, count: free)
    for (coalition, value) in zip(chosen, worth.dropFirst(2)) where value.isFinite {
      let last = coalition.members[free] ? 1.0 : 0
      let row = (0..<free).map { (coalition.members[$0] ? 1.0 : 0) - last }
      let target = value - worth[0] - last * difference
      for i in 0..<free where row[i] != 0 {
        right[i] += coalition.weight * row[i] * target
        for j in 0..<free { matrix[i * free + j] += coalition.weight * row[i] * row[j] }
      }
    }
    let values = Self.solved(matrix, right)
    return values + [difference - values.reduce(0, +)]
  }

  // MARK: - Coalitions

  private func coalitions(
    samples: Int, random: inout RandomStream
  ) -> [(members: [Bool], weight: Double)] {
    guard players > 1 else { return [] }
    // Weight of all coalitions of a size together: (n - 1) / (s (n - s)).
    var share = (1..<players).map { Double(players - 1) / Double($0 * (players - $0)) }
    let sum = share.reduce(0, +)
    share = share.map { $0 / sum }
    var result: [(members: [Bool], weight: Double)] = []
    var budget = samples
    var size = 1
    while size <= players / 2 {
      let sizes = size == players - size ? [size] : [size, players - size]
      let count = Self.choose(players, size)
      guard count * Double(sizes.count) <= Double(budget) else { break }
      for own in sizes {
        for members in subsets(of: own) { result.append((members, share[own - 1] / count)) }
      }
      budget -= Int(count) * sizes.count
      size += 1
    }
    let left = Array(size..<max(size, players - size + 1))
    let weight = left.reduce(0) { $0 + share[$1 - 1] }
    guard weight > 0, budget >= 2 else { return result }
    var drawn: [[Bool]: Int] = [:]
    var order: [[Bool]] = []
    for _ in 0..<budget / 2 {
      let members = subset(size: drawnSize(left, share, weight, &random), &random)
      for own in [members, members.map(!)] {
        if drawn[own] == nil { order.append(own) }
        drawn[own, default: 0] += 1
      }
    }
    let total = Double(budget / 2 * 2)
    return result + order.map { ($0, weight * Double(drawn[$0] ?? 0) / total) }
  }

  private func drawnSize(
    _ sizes: [Int], _ share: [Double], _ sum: Double, _ random: inout RandomStream
  ) -> Int {
    var place = random.uniform() * sum
    for size in sizes {
      place -= share[size - 1]
      if place < 0 { return size }
    }
    return sizes[sizes.count - 1]
  }

  private func subset(size: Int, _ random: inout RandomStream) -> [Bool] {
    var order = Array(0..<players)
    for place in 0..<size {
      order.swapAt(place, place + Int(random.uniform() * Double(players - place)))
    }
    var members = [Bool](repeating: false, count: players)
    for player in order.prefix(size) { members[player] = true }
    return members
  }

  /// All subsets of a size, in the order of their last members.
  private func subsets(of size: Int) -> [[Bool]] {
    var result: [[Bool]] = []
    var chosen: [Int] = []
    func extend(from first: Int) {
      if chosen.count == size {
        var members = [Bool](repeating: false, count: players)
        for player in chosen { members[player] = true }
        result.append(members)
        return
      }
      // Behind the last of these too few are left.
      for player in first..<max(first, players - size + chosen.count + 1) {
        chosen.append(player)
        extend(from: player + 1)
        chosen.removeLast()
      }
    }
    extend(from: 0)
    return result
  }

  private func members(_ bits: Int) -> [Bool] { (0..<players).map { bits & 1 << $0 != 0 } }

  private static func choose(_ n: Int, _ k: Int) -> Double {
    (0..<min(k, n - k)).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }.rounded()
  }

  /// Solution of a symmetric system by Cholesky's decomposition. What the coalitions do not tell (too
  /// few were taken) stays near 0: a millionth of the mean diagonal is added there.
  private static func solved(_ matrix: [Double], _ right: [Double]) -> [Double] {
    let n = right.count
    let trace = (0..<n).reduce(0) { $0 + matrix[$1 * n + $1] }
    var factor = matrix
    for j in 0..<n {
      for i in j..<n {
        var sum = matrix[i * n + j]
        for k in 0..<j { sum -= factor[i * n + k] * factor[j * n + k] }
        if i == j {
          let least = max(trace / Double(n), .leastNormalMagnitude) * 1e-6
          factor[i * n + i] = max(sum, least).squareRoot()
        } else {
          factor[i * n + j] = sum / factor[j * n + j]
        }
      }
    }
    var values = right
    for i in 0..<n {
      for k in 0..<i { values[i] -= factor[i * n + k] * values[k] }
      values[i] /= factor[i * n + i]
    }
    for i in (0..<n).reversed() {
      for k in i + 1..<n { values[i] -= factor[k * n + i] * values[k] }
      values[i] /= factor[i * n + i]
    }
    return values
  }
}
