internal import Foundation

/// A weighted sum of normal distributions of one number: what a mixture density network says of it
/// (Bishop 1994).
public struct GaussianMixture: PredictiveDistribution, Codable, Equatable {
  /// They sum to 1.
  public let weights: [Double]
  public let means: [Double]
  public let deviations: [Double]

  /// - Parameter weights: divided by their sum.
  /// - Precondition: as many of each; a value that is not finite, or a deviation that is not positive,
  ///   makes every answer NaN.
  public init(weights: [Double], means: [Double], deviations: [Double]) {
    precondition(
      !weights.isEmpty && weights.count == means.count && means.count == deviations.count,
      "GaussianMixture: \(weights.count) weights, \(means.count) means, \(deviations.count) deviations"
    )
    let sum = weights.reduce(0, +)
    self.weights = weights.map { $0 / sum }
    self.means = means
    self.deviations = deviations.map { $0 > 0 ? $0 : .nan }
  }

  public var mean: Double { zip(weights, means).reduce(0) { $0 + $1.0 * $1.1 } }

  public func density(_ value: Double) -> Double {
    sum { exp(-0.5 * Self.square((value - $0) / $1)) / ($1 * (2 * Double.pi).squareRoot()) }
  }

  public func cumulative(_ value: Double) -> Double {
    sum { 0.5 * erfc(($0 - value) / ($1 * 2.0.squareRoot())) }
  }

  /// In closed form (Grimit et al. 2006, QJRMS 132, 2925).
  public func rankedProbabilityScore(_ truth: Double) -> Double {
    var pairs = 0.0
    for i in weights.indices {
      for j in weights.indices {
        let width = Self.square(deviations[i]) + Self.square(deviations[j])
        pairs +=
          weights[i] * weights[j] * Self.meanDistance(means[i] - means[j], width.squareRoot())
      }
    }
    return sum { Self.meanDistance(truth - $0, $1) } - 0.5 * pairs
  }

  /// The value that the number is at most with this probability; NaN outside 0 to 1.
  public func quantile(_ probability: Double) -> Double {
    guard probability > 0, probability < 1, cumulative(0).isFinite else { return .nan }
    // The quantile of the mixture lies between those of its parts: start with wide brackets.
    var low = zip(means, deviations).map { $0 - 40 * $1 }.min() ?? 0
    var high = zip(means, deviations).map { $0 + 40 * $1 }.max() ?? 0
    for _ in 0..<200 where high - low > 1e-12 * max(1, abs(low)) {
      let middle = 0.5 * (low + high)
      if cumulative(middle) < probability { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  private func sum(_ term: (_ mean: Double, _ deviation: Double) -> Double) -> Double {
    weights.indices.reduce(0) { $0 + weights[$1] * term(means[$1], deviations[$1]) }
  }

  /// Mean of |X| for a normal X.
  private static func meanDistance(_ mean: Double, _ deviation: Double) -> Double {
    let z = mean / deviation
    return mean * erf(z / 2.0.squareRoot())
      + deviation * (2 / Double.pi).squareRoot() * exp(-0.5 * z * z)
  }

  private static func square(_ value: Double) -> Double { value * value }
}
