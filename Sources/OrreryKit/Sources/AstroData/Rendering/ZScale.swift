/// Display limits from the slope of the sorted values around their median (IRAF's zscale).
///
/// A line is fitted to the sorted sample, far values and those beside them are rejected, and the
/// limits are where the line divided by `contrast` leaves the sample.
/// Tody 1986, "The IRAF data reduction and analysis system", and the help page of `display`.
public struct ZScale: Sendable {
  /// Flattens the line: a smaller contrast takes a wider range.
  public var contrast = 0.25
  /// Values that are looked at, evenly spaced.
  public var samples = 1000
  /// Rejection distance from the line in standard deviations.
  public var rejection = 2.5
  /// Most rounds of rejection.
  public var iterations = 5

  public init() {}

  /// - Parameter values: finite.
  /// - Returns: `nil` where there are none.
  public func limits(of values: [Float]) -> (lower: Double, upper: Double)? {
    guard !values.isEmpty, samples > 0 else { return nil }
    let step = max(1, values.count / samples)
    let sample = (0..<min(samples, (values.count + step - 1) / step))
      .map { Double(values[$0 * step]) }.sorted()
    guard let first = sample.first, let last = sample.last else { return nil }
    let count = sample.count
    let least = max(5, count / 2)
    let reach = max(1, count / 100)

    var rejected = [Bool](repeating: false, count: count)
    var good = count
    var before = count + 1
    var slope = 0.0
    for _ in 0..<iterations {
      guard good < before, good >= least else { break }
      let kept = sample.indices.filter { !rejected[$0] }
      let line = Self.fit(kept, sample)
      slope = line.slope
      let residuals = sample.indices.map { sample[$0] - line.origin - slope * Double($0) }
      let mean = kept.reduce(0) { $0 + residuals[$1] } / Double(kept.count)
      let square = kept.reduce(0) {
        $0 + (residuals[$1] - mean) * (residuals[$1] - mean)
      }
      let limit = rejection * (square / Double(kept.count)).squareRoot()
      for index in sample.indices where abs(residuals[index]) > limit { rejected[index] = true }
      // Those beside a rejected value go as well, in a window of `reach` values.
      let old = rejected
      for index in sample.indices {
        let end = index + (reach - 1) / 2
        let window = max(0, end - reach + 1)..<min(count, end + 1)
        rejected[index] = old[window].contains(true)
      }
      before = good
      good = rejected.count { !$0 }
    }
    guard good >= least else { return (first, last) }
    if contrast > 0 { slope /= contrast }
    let center = (count - 1) / 2
    let middle =
      count % 2 == 1
      ? sample[count / 2] : 0.5 * (sample[count / 2 - 1] + sample[count / 2])
    return (
      max(first, middle - Double(center - 1) * slope),
      min(last, middle + Double(count - center) * slope)
    )
  }

  /// The least-squares line through the kept values against their places.
  private static func fit(
    _ kept: [Int], _ values: [Double]
  ) -> (origin: Double, slope: Double) {
    let count = Double(kept.count)
    let meanX = kept.reduce(0) { $0 + Double($1) } / count
    let meanY = kept.reduce(0) { $0 + values[$1] } / count
    var xx = 0.0
    var xy = 0.0
    for index in kept {
      let dx = Double(index) - meanX
      xx += dx * dx
      xy += dx * (values[index] - meanY)
    }
    let slope = xx > 0 ? xy / xx : 0
    return (meanY - slope * meanX, slope)
  }
}
