import OrreryKit

/// Brings values to mean 0 and standard deviation 1.
struct Standardise: LinearNormalisation {
  var per = Scope.channel
  var fit = Fit.object
  var center: [Double] = []
  var spread: [Double] = []

  static let info = StageInfo(
    name: "standardise", summary: "Subtracts the mean and divides by the standard deviation.",
    category: .normalisation, accepts: [.image], settings: fitSettings,
    missingData:
      "NaN and masked pixels do not count; NaN stays NaN. A constant channel becomes 0 and "
      + "is flagged.")

  func statistics(of values: [Float]) -> (center: Double, spread: Double)? {
    statistics(pooling: CollectionOfOne(values))
  }

  /// Merges the parts' moments (Chan, Golub & LeVeque 1983), so that no part needs the others.
  func statistics(
    pooling parts: some Collection<[Float]>
  ) -> (center: Double, spread: Double)? {
    var count = 0.0
    var mean = 0.0
    var squares = 0.0
    for values in parts where !values.isEmpty {
      let size = Double(values.count)
      let own = values.reduce(0) { $0 + Double($1) } / size
      let spread = values.reduce(0) { $0 + (Double($1) - own) * (Double($1) - own) }
      let total = count + size
      let step = own - mean
      mean += step * size / total
      squares += spread + step * step * count * size / total
      count = total
    }
    guard count > 0 else { return nil }
    // Rounding of the mean of equal values is not a spread.
    let deviation = (squares / count).squareRoot()
    return (mean, deviation > 1e-12 * abs(mean) ? deviation : 0)
  }
}
