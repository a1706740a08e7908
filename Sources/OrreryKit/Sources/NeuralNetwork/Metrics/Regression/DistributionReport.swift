internal import Foundation

/// Whether predicted distributions are as wide as their errors.
///
/// Objects whose distribution gives no finite number are left out of the means; `unusable` says how
/// many there are.
public struct DistributionReport: Sendable, Equatable {
  /// Probability integral transforms: the probability that each distribution gave to at most the
  /// truth. Uniform from 0 to 1 where the distributions are right (Dawid 1984).
  public let transforms: [Double]
  /// Counts of `transforms` in equal bins from 0 to 1: a hill says too wide, a bowl too narrow.
  public let histogram: [Int]
  /// Largest distance between the cumulative distribution of `transforms` and the uniform one
  /// (Kolmogorov & Smirnov).
  public let uniformDistance: Double
  /// Probability of a distance as large where the distributions are right (Stephens 1970).
  public let uniformProbability: Double
  /// Mean continuous ranked probability score, in the unit of the number.
  public let rankedProbabilityScore: Double
  /// Mean ln of the density at the truth; minus infinity where one of them is 0.
  public let logLikelihood: Double
  public let unusable: Int

  /// - Precondition: as many distributions as truths.
  public init(
    _ distributions: [some PredictiveDistribution], truth: [Double], bins: Int = 20
  ) {
    precondition(
      distributions.count == truth.count && bins > 0,
      "DistributionReport: \(distributions.count) distributions for \(truth.count) truths")
    var transforms: [Double] = []
    var (scores, likelihood) = (0.0, 0.0)
    for (distribution, value) in zip(distributions, truth) {
      let place = distribution.cumulative(value)
      let score = distribution.rankedProbabilityScore(value)
      guard place.isFinite, score.isFinite else { continue }
      transforms.append(place)
      scores += score
      likelihood += log(distribution.density(value))
    }
    var histogram = [Int](repeating: 0, count: bins)
    for place in transforms {
      histogram[max(0, min(bins - 1, Int(place * Double(bins))))] += 1
    }
    let count = Double(transforms.count)
    let distance = transforms.sorted().enumerated().reduce(0) { largest, entry in
      max(
        largest, Double(entry.offset + 1) / count - entry.element,
        entry.element - Double(entry.offset) / count)
    }
    self.transforms = transforms
    self.histogram = histogram
    uniformDistance = transforms.isEmpty ? .nan : distance
    uniformProbability = KolmogorovSmirnov.probability(distance, effectiveCount: count)
    rankedProbabilityScore = scores / count
    logLikelihood = likelihood / count
    unusable = truth.count - transforms.count
  }

  /// Share of the truths inside the central interval of this probability.
  public func coverage(_ level: Double) -> Double {
    Double(transforms.count { abs($0 - 0.5) <= level / 2 }) / Double(transforms.count)
  }
}
