import OrreryKit

/// Brings values to a common level and range, each band by itself or all together.
///
/// - `median`: divides fluxes by their median, subtracts the median of magnitudes.
/// - `standardise`: `(x - mean) / deviation`, with the population's deviation.
/// - `robust`: `(x - median) / (1.4826 MAD)`.
/// - `peak`: divides by the largest absolute value.
///
/// A band whose values are all the same is only shifted to 0, and the object flagged `constant`.
struct NormaliseLightCurve: LightCurveStage {
  enum Method: String, Codable, CaseIterable { case median, standardise, robust, peak }

  var method = Method.standardise
  var perBand = true

  static let info = describe(
    .normalisation, "normalise-light-curve",
    "Brings the values of a light curve to a common level and range.",
    [
      Setting("method", "What is subtracted and what divides", choices: Method.choices),
      Setting("perBand", "Each band by its own statistics; else one for all, which keeps colours"),
    ],
    missingData: "Bad points take no part in the statistics; they are scaled like the others and "
      + "stay flagged. A band without good points stays as it is.")

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    var isConstant = true
    var isScaled = false
    let groups: [[Int]] =
      perBand
      ? lightCurve.bands.indices.map { lightCurve.points(ofBand: $0) }
      : [Array(lightCurve.time.indices)]
    for points in groups {
      let good = points.filter(lightCurve.isGood).map { lightCurve.value[$0] }
      guard !good.isEmpty else { continue }
      let (centre, scale) = try statistics(good, quantity: lightCurve.quantity)
      isScaled = true
      if good.contains(where: { $0 != good[0] }) { isConstant = false }
      for index in points {
        lightCurve.value[index] = Float((Double(lightCurve.value[index]) - centre) / scale)
        if let sigma = lightCurve.uncertainty?[index] {
          lightCurve.uncertainty?[index] = Float(Double(sigma) / scale)
        }
      }
    }
    guard isScaled else { return }
    if isConstant { object.flag(.constant) }
    lightCurve.unit = method == .median && lightCurve.quantity == .magnitude ? "mag" : nil
  }

  /// What to subtract and what to divide by.
  private func statistics(
    _ good: [Float], quantity: LightCurve.Quantity
  ) throws -> (centre: Double, scale: Double) {
    let ordered = OrderedValues(good)
    switch method {
    case .median:
      let median = ordered.median
      if quantity == .magnitude { return (median, 1) }
      guard median > 0 else {
        throw DataError(
          .invalidValue, "a median flux of \(median) cannot be scaled to 1; use standardise")
      }
      return (0, median)
    case .standardise:
      let mean = good.reduce(0.0) { $0 + Double($1) } / Double(good.count)
      let variance =
        good.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(good.count)
      return (mean, variance > 0 ? variance.squareRoot() : 1)
    case .robust:
      let deviation = 1.4826 * ordered.medianAbsoluteDeviation
      return (ordered.median, deviation > 0 ? deviation : 1)
    case .peak:
      let peak = good.reduce(0.0) { max($0, abs(Double($1))) }
      return (0, peak > 0 ? peak : 1)
    }
  }
}
