/// A density given at ascending points, linear between them and 0 outside.
public struct TabulatedDistribution: PredictiveDistribution, Equatable {
  public let points: [Double]
  /// Scaled so that the area is 1; NaN where it cannot be.
  public let densities: [Double]
  /// Probability of at most each point.
  public let cumulatives: [Double]

  /// - Precondition: two or more ascending points and as many densities.
  public init(points: [Double], densities: [Double]) {
    precondition(
      points.count > 1 && points.count == densities.count
        && zip(points, points.dropFirst()).allSatisfy { $0 < $1 },
      "TabulatedDistribution: \(points.count) ascending points, \(densities.count) densities")
    var sums = [0.0]
    for i in 1..<points.count {
      sums.append(
        sums[i - 1] + 0.5 * (densities[i] + densities[i - 1]) * (points[i] - points[i - 1]))
    }
    let isUsable = densities.allSatisfy { $0 >= 0 } && sums[sums.count - 1] > 0
    let area = isUsable ? sums[sums.count - 1] : .nan
    self.points = points
    self.densities = densities.map { $0 / area }
    cumulatives = sums.map { $0 / area }
  }

  public func density(_ value: Double) -> Double {
    guard value >= points[0], value <= points[points.count - 1] else {
      return densities[0].isNaN ? .nan : 0
    }
    let (i, part) = place(value)
    return densities[i] + part * (densities[i + 1] - densities[i])
  }

  public func cumulative(_ value: Double) -> Double {
    guard value > points[0] else { return cumulatives[0] }
    guard value < points[points.count - 1] else { return cumulatives[cumulatives.count - 1] }
    let (i, part) = place(value)
    // The density is linear, its integral a parabola.
    let step = points[i + 1] - points[i]
    return cumulatives[i]
      + step * part * (densities[i] + 0.5 * part * (densities[i + 1] - densities[i]))
  }

  /// By Simpson's rule between the points and the truth.
  public func rankedProbabilityScore(_ truth: Double) -> Double {
    guard truth.isFinite, cumulatives[0].isFinite else { return .nan }
    var nodes = points.filter { $0 != truth } + [truth]
    nodes.sort()
    var sum = 0.0
    for (left, right) in zip(nodes, nodes.dropFirst()) {
      func square(_ value: Double) -> Double {
        let below = cumulative(value) - (left >= truth ? 1 : 0)
        return below * below
      }
      sum += (right - left) * (square(left) + 4 * square(0.5 * (left + right)) + square(right)) / 6
    }
    return sum
  }

  /// The value that the number is at most with this probability; NaN outside 0 to 1.
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1, cumulatives[0].isFinite else { return .nan }
    let i = max(0, min(points.count - 2, cumulatives.lastIndex { $0 <= probability } ?? 0))
    var (low, high) = (points[i], points[i + 1])
    for _ in 0..<100 {
      let middle = 0.5 * (low + high)
      if cumulative(middle) < probability { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  private func place(_ value: Double) -> (index: Int, part: Double) {
    var (low, high) = (0, points.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle] <= value { low = middle } else { high = middle }
    }
    return (low, (value - points[low]) / (points[low + 1] - points[low]))
  }
}
