import Foundation
import OrreryKit

/// How likely objects of a held-out set are under a density, for telling how unusual another is.
///
/// Kept are the log-densities at shares of the set that lie evenly in ln(p / (1 - p)), so that the
/// tails, where anomalies are, are as well resolved as the middle.
struct DensityRanks: Module {
  /// Log-densities, rising; all 0 before they are measured.
  let quantiles = Buffer(.zeros([DensityRanks.count]))

  private static let count = 401
  /// ln(p / (1 - p)) of the first and, with the other sign, the last quantile.
  private static let reach = 12.0

  /// Takes the ranks from these log-densities; those that are not finite do not count.
  func measure(_ logDensities: [Float]) {
    let sorted = logDensities.filter(\.isFinite).sorted()
    guard sorted.count >= 2 else { return }
    let values = (0..<Self.count).map { index -> Float in
      let place = Self.share(index) * Double(sorted.count - 1)
      let below = min(Int(place), sorted.count - 2)
      let part = Float(place - Double(below))
      return sorted[below] * (1 - part) + sorted[below + 1] * part
    }
    quantiles.value = Tensor(values, shape: [Self.count])
  }

  /// Share of the set that is less likely: 0 below all of it, NaN where nothing was measured.
  func shareLessLikely(than logDensity: Float) -> Double {
    let values = quantiles.value.scalars
    guard let first = values.first, let last = values.last, first < last, !logDensity.isNaN else {
      return .nan
    }
    if logDensity < first { return 0 }
    if logDensity >= last { return 1 }
    var (low, high) = (0, values.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if values[middle] <= logDensity { low = middle } else { high = middle }
    }
    let part = Double((logDensity - values[low]) / (values[high] - values[low]))
    return Self.share(low) * (1 - part) + Self.share(high) * part
  }

  private static func share(_ index: Int) -> Double {
    1 / (1 + exp(reach * (1 - 2 * Double(index) / Double(count - 1))))
  }
}
