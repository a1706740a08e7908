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
      let sorted = Self.sample(finite)
      lower = Self.percentile(sorted, low)
      upper = Self.percentile(sorted, high)
    case .zscale:
      guard let limits = ZScale().limits(of: finite) else { return nil }
      (lower, upper) = (Float(limits.lower), Float(limits.upper))
    case .sky(let high):
      let sorted = Self.sample(finite)
      let median = Self.percentile(sorted, 50)
      let deviation = Self.percentile(sorted.map { abs($0 - median) }.sorted(), 50)
      upper = Self.percentile(sorted, high)
      lower = max(sorted.first ?? median, median - 3 * 1.4826 * deviation)
    case .values(let low, let high):
      (lower, upper) = (low, high)
    }
    guard lower.isFinite, upper.isFinite else { return nil }
    if lower < upper { return lower...upper }
    let margin = lower == 0 ? 1 : abs(lower) * 0.1
    return max(
      -.greatestFiniteMagnitude, lower - margin)...min(.greatestFiniteMagnitude, lower + margin)
  }

  /// Sorted; at most about a million of the values, evenly spaced.
  private static func sample(_ values: [Float]) -> [Float] {
    let step = max(1, values.count / 1_000_000)
    guard step > 1 else { return values.sorted() }
    return stride(from: 0, to: values.count, by: step).map { values[$0] }.sorted()
  }

  /// Linear between neighbours, as numpy does.
  private static func percentile(_ sorted: [Float], _ percent: Double) -> Float {
    let place = min(1, max(0, percent / 100)) * Double(sorted.count - 1)
    let lower = Int(place)
    let upper = min(lower + 1, sorted.count - 1)
    let fraction = Float(place - Double(lower))
    return sorted[lower] + (sorted[upper] - sorted[lower]) * fraction
  }
}
