import OrreryKit

/// Brings values to median 0 and a spread of 1 that outliers do not change.
struct ScaleRobust: LinearNormalisation {
  var per = Scope.channel
  var fit = Fit.object
  var center: [Double] = []
  var spread: [Double] = []

  static let info = StageInfo(
    name: "scale-robust",
    summary: "Subtracts the median and divides by 1.4826 times the median absolute deviation.",
    category: .normalisation, accepts: [.image], settings: fitSettings,
    missingData:
      "NaN and masked pixels do not count; NaN stays NaN. A constant channel becomes 0 and "
      + "is flagged. Training takes at most 16 million pixels, evenly spaced.")

  /// Most values that a fit to training objects sorts.
  private static let most = 1 << 24

  /// - Throws: `DataError` where more than half of the values are equal and the rest are not.
  func statistics(of values: [Float]) throws -> (center: Double, spread: Double)? {
    let ordered = OrderedValues(values)
    guard let first = ordered.values.first, let last = ordered.values.last else { return nil }
    let deviation = 1.4826 * ordered.medianAbsoluteDeviation
    guard deviation > 0 || first == last else {
      throw DataError(
        .invalidValue,
        "scale-robust: more than half of the values are \(ordered.median): there is no robust spread"
      )
    }
    return (ordered.median, deviation)
  }

  func statistics(
    pooling parts: some Collection<[Float]>
  ) throws -> (center: Double, spread: Double)? {
    let step = max(1, parts.reduce(0) { $0 + $1.count } / Self.most + 1)
    var sample: [Float] = []
    var skip = 0
    for values in parts {
      for index in Swift.stride(from: skip, to: values.count, by: step) {
        sample.append(values[index])
      }
      skip = (skip - values.count) % step
      if skip < 0 { skip += step }
    }
    return try statistics(of: sample)
  }
}
