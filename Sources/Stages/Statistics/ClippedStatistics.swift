import OrreryKit

/// Mean, median and deviation of values after clipping around the median until nothing changes.
///
/// Each round keeps the values within `clip` deviations of the median and takes both again.
public struct ClippedStatistics: Sendable {
  /// Values that were kept.
  public let count: Int
  public let mean: Double
  public let median: Double
  /// Population standard deviation of the kept values.
  public let deviation: Double

  /// - Returns: `nil` where there is no value.
  public init?(_ ordered: OrderedValues, clip: Double, iterations: Int) {
    guard !ordered.isEmpty else { return nil }
    // Sums of distances from the median, so that a high sky does not cost the deviation's digits.
    let origin = ordered.median
    var sums = [0.0]
    var squares = [0.0]
    sums.reserveCapacity(ordered.count + 1)
    squares.reserveCapacity(ordered.count + 1)
    var sum = 0.0
    var square = 0.0
    for value in ordered.values {
      let distance = Double(value) - origin
      sum += distance
      square += distance * distance
      sums.append(sum)
      squares.append(square)
    }
    func moments(_ range: Range<Int>) -> (mean: Double, deviation: Double) {
      let count = Double(range.count)
      let mean = (sums[range.upperBound] - sums[range.lowerBound]) / count
      let square = (squares[range.upperBound] - squares[range.lowerBound]) / count
      return (mean + origin, max(0, square - mean * mean).squareRoot())
    }

    var kept = 0..<ordered.count
    var current = moments(kept)
    for _ in 0..<iterations {
      guard current.deviation > 0 else { break }
      let center = ordered.median(of: kept)
      let reach = clip * current.deviation
      let low = ordered.rank(of: center - reach)
      // The first value above the reach.
      let high = ordered.rank(of: (center + reach).nextUp)
      guard low < high, low..<high != kept else { break }
      kept = low..<high
      current = moments(kept)
    }
    count = kept.count
    median = ordered.median(of: kept)
    mean = current.mean
    deviation = current.deviation
  }

  /// An estimate of the most frequent value: `2.5 median - 1.5 mean`, or the median where the mean
  /// is more than 0.3 deviations from it, as in a crowded field (Bertin & Arnouts 1996, section 4).
  public var mode: Double {
    guard deviation > 0 else { return mean }
    return abs(mean - median) < 0.3 * deviation ? 2.5 * median - 1.5 * mean : median
  }
}
