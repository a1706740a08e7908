internal import Foundation

/// The largest distance between the cumulative distributions of two samples.
///
/// Values that are not finite are left out and counted.
public struct KolmogorovSmirnov: Sendable, Codable, Equatable {
  public let distance: Double
  /// Probability of a distance as large for two samples of one distribution: the limit for many
  /// values, with Stephens' correction (1970, J. Royal Statistical Society B 32, 115).
  public let probability: Double
  public let unusable: Int

  public init(_ first: [Double], _ second: [Double]) {
    let (a, b) = (first.filter(\.isFinite).sorted(), second.filter(\.isFinite).sorted())
    unusable = first.count + second.count - a.count - b.count
    guard !a.isEmpty, !b.isEmpty else {
      (distance, probability) = (.nan, .nan)
      return
    }
    var (i, j, largest) = (0, 0, 0.0)
    while i < a.count, j < b.count {
      let value = min(a[i], b[j])
      while i < a.count, a[i] == value { i += 1 }
      while j < b.count, b[j] == value { j += 1 }
      largest = max(largest, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
    }
    distance = largest
    probability = Self.probability(
      largest, effectiveCount: Double(a.count) * Double(b.count) / Double(a.count + b.count))
  }

  /// Kolmogorov's distribution, P(D > distance).
  static func probability(_ distance: Double, effectiveCount count: Double) -> Double {
    guard count > 0 else { return .nan }
    let root = count.squareRoot()
    let x = (root + 0.12 + 0.11 / root) * distance
    guard x > 0.2 else { return 1 }  // the series below alternates for ever at 0
    var sum = 0.0
    for k in 1...100 {
      let term = exp(-2 * Double(k * k) * x * x)
      sum += k % 2 == 1 ? term : -term
    }
    return min(1, max(0, 2 * sum))
  }
}
