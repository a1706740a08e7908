/// Which values become the first and the last colour.
public enum DisplayLimits: Sendable, Hashable {
  /// The smallest and the largest value.
  case minMax
  /// Two percentiles, 0 to 100.
  case percentiles(lower: Double, upper: Double)
  /// The usual contrast algorithm of IRAF and DS9; see `ZScale`.
  case zscale
  /// From the sky a little below the median (3σ, from the median absolute deviation) to a percentile:
  /// with `Stretch.asinh` it shows faint outskirts and bright cores together.
  case sky(upper: Double)
  /// Given values.
  case values(lower: Float, upper: Float)

  /// The limits for these values; `nil` where none is finite.
  ///
  /// Equal limits are moved apart, so that a constant image is drawn in the middle colour. Above a
  /// million values an even sample stands for all, except for `minMax`.
  public func range(of values: [Float]) -> ClosedRange<Float>? {
    let lower: Float
    let upper: Float
    switch self {
    case .minMax:
      guard let limits = Self.ends(of: values) else { return nil }
      (lower, upper) = limits
    case .percentiles(let low, let high):
      let sample = Self.sample(values)
      guard !sample.isEmpty else { return nil }
      lower = Float(sample.percentile(low))
      upper = Float(sample.percentile(high))
    case .zscale:
      guard let limits = ZScale().limits(of: values.filter { $0.isFinite }) else { return nil }
      (lower, upper) = (Float(limits.lower), Float(limits.upper))
    case .sky(let high):
      let sample = Self.sample(values)
      guard !sample.isEmpty else { return nil }
      upper = Float(sample.percentile(high))
      lower = Float(
        max(sample.percentile(0), sample.median - 3 * 1.4826 * sample.medianAbsoluteDeviation))
    case .values(let low, let high):
      guard values.contains(where: { $0.isFinite }) else { return nil }
      (lower, upper) = (low, high)
    }
    guard lower.isFinite, upper.isFinite else { return nil }
    if lower < upper { return lower...upper }
    let margin = lower == 0 ? 1 : abs(lower) * 0.1
    return max(
      -.greatestFiniteMagnitude, lower - margin)...min(.greatestFiniteMagnitude, lower + margin)
  }

  private static func ends(of values: [Float]) -> (Float, Float)? {
    var (low, high) = (Float.infinity, -Float.infinity)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    return low <= high ? (low, high) : nil
  }

  /// Ordered; what is not finite is left out before an even sample is taken.
  private static func sample(_ values: [Float]) -> OrderedValues {
    let most = 1_000_000
    if values.count < 2 * most { return OrderedValues(values) }
    return OrderedValues(sampling: values.filter { $0.isFinite }, most)
  }
}
