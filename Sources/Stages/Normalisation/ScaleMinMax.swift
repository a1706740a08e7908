import OrreryKit

/// Brings the lowest and highest value to given numbers.
struct ScaleMinMax: LinearNormalisation {
  var lower = 0.0
  var upper = 1.0
  var per = Scope.channel
  var fit = Fit.object
  var center: [Double] = []
  var spread: [Double] = []

  static let info = StageInfo(
    name: "scale-min-max",
    summary: "Brings the lowest value to `lower` and the highest to `upper`.",
    category: .normalisation, accepts: [.image],
    settings: [
      Setting("lower", "What the lowest value becomes"),
      Setting("upper", "What the highest value becomes"),
    ] + fitSettings,
    missingData:
      "NaN and masked pixels do not count; NaN stays NaN. A constant channel becomes 0 and "
      + "is flagged. With `fit: training` values may lie outside the range.")

  var output: (gain: Double, offset: Double) { (upper - lower, lower) }

  func validate() throws {
    try checkFit()
    guard lower < upper else {
      throw Settings.Failure(path: ["lower"], reason: "\(lower) must be below upper, \(upper)")
    }
  }

  func statistics(of values: [Float]) -> (center: Double, spread: Double)? {
    statistics(pooling: CollectionOfOne(values))
  }

  func statistics(
    pooling parts: some Collection<[Float]>
  ) -> (center: Double, spread: Double)? {
    var low = Float.infinity
    var high = -Float.infinity
    for values in parts {
      for value in values { (low, high) = (min(low, value), max(high, value)) }
    }
    return low <= high ? (Double(low), Double(high) - Double(low)) : nil
  }
}
