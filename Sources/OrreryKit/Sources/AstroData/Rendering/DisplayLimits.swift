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
    let finite = values.filter(\.isFinite)
    guard let first = finite.first else { return nil }
    let lower: Float
    let upper: Float
    switch self {
    case .minMax:
      (lower, upper) = (finite.min() ?? first, finite.max() ?? first)
    case .percentiles(let low, let high):
      let sample = OrderedValues(sampling: finite, 1_000_000)
      lower = Float(sample.percentile(low))
      upper = Float(sample.percentile(high))
    case .zscale:
      guard let limits = ZScale().limits(of: finite) else { return nil }
      (lower, upper) = (Float(limits.lower), Float(limits.upper))
    case .sky(let high):
      let sample = OrderedValues(sampling: finite, 1_000_000)
      upper = Float(sample.percentile(high))
      lower = Float(
        max(sample.percentile(0), sample.median - 3 * 1.4826 * sample.medianAbsoluteDeviation))
    case .values(let low, let high):
      (lower, upper) = (low, high)
    }
    guard lower.isFinite, upper.isFinite else { return nil }
    if lower < upper { return lower...upper }
    let margin = lower == 0 ? 1 : abs(lower) * 0.1
    return max(
      -.greatestFiniteMagnitude, lower - margin)...min(.greatestFiniteMagnitude, lower + margin)
  }
}
