import Foundation
import OrreryKit

/// Removes slow changes: the running median or biweight location of each band in a window of time.
///
/// Fluxes are divided by the trend, magnitudes have it subtracted. A point whose window holds too
/// few good points, or whose flux trend is not above 0, becomes missing and is counted.
struct DetrendLightCurve: LightCurveStage {
  enum Method: String, Codable, CaseIterable { case median, biweight }

  var window = 1.0
  var method = Method.biweight
  var minimumPoints = 3

  static let info = describe(
    .preparation, "detrend-light-curve",
    "Removes slow changes by the running median or biweight of each band.",
    [
      Setting(
        "window", "Length of the window; about three times the longest event to keep", unit: "day",
        range: 1e-6...1e6),
      Setting("method", "How the trend is estimated", choices: Method.choices),
      Setting("minimumPoints", "Windows with fewer good points give no trend", range: 1...1e6),
    ],
    missingData: "Bad points take no part in the trend; they are detrended and stay flagged. "
      + "Without a trend a point becomes NaN flagged missing.",
    reference: "Hippke et al. 2019, AJ 158, 143; Mosteller & Tukey 1977")

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    guard lightCurve.foldedPeriod == nil else {
      throw DataError(.invalidValue, "\(object.id) is folded: detrend before folding")
    }
    var lost = 0
    let input = lightCurve
    for number in input.bands.indices {
      let good = input.points(ofBand: number, where: input.isGood).sorted {
        (input.time[$0], $0) < (input.time[$1], $1)
      }
      let times = good.map { input.time[$0] }
      let values = good.map { input.value[$0] }
      for index in input.points(ofBand: number) {
        let trend = trend(at: input.time[index], times: times, values: values)
        let usable = trend.isFinite && (input.quantity == .magnitude || trend > 0)
        if !usable {
          if input.isGood(index) { lost += 1 }
          lightCurve.value[index] = .nan
          lightCurve.uncertainty?[index] = .infinity
          lightCurve.flag(index, .missing)
        } else if input.quantity == .magnitude {
          lightCurve.value[index] = Float(Double(input.value[index]) - trend)
        } else {
          lightCurve.value[index] = Float(Double(input.value[index]) / trend)
          if let sigma = input.uncertainty?[index] {
            lightCurve.uncertainty?[index] = Float(Double(sigma) / trend)
          }
        }
      }
    }
    if input.quantity == .flux { lightCurve.unit = nil }
    object.measure(
      Measurement(
        "points_without_trend", .integer(Int64(lost)),
        description: "Points lost in detrending: too few neighbours or no positive trend"))
    if lost > 0 { object.flag(.missingData) }
  }

  /// The location of the values within half a window; NaN where there are too few.
  private func trend(at time: Double, times: [Double], values: [Float]) -> Double {
    guard time.isFinite else { return .nan }
    let low = Self.rank(of: time - window / 2, in: times)
    let high = Self.rank(of: (time + window / 2).nextUp, in: times)
    guard high - low >= minimumPoints else { return .nan }
    let ordered = OrderedValues(Array(values[low..<high]))
    return method == .median ? ordered.median : Self.biweight(ordered)
  }

  /// How many of the ascending `times` are below `limit`.
  private static func rank(of limit: Double, in times: [Double]) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Tukey's biweight location with c = 6 median absolute deviations, iterated to 1e-6 of one.
  private static func biweight(_ ordered: OrderedValues) -> Double {
    var location = ordered.median
    let scale = ordered.medianAbsoluteDeviation
    guard scale > 0 else { return location }
    for _ in 0..<20 {
      var (sum, total) = (0.0, 0.0)
      for value in ordered.values {
        let u = (Double(value) - location) / (6 * scale)
        guard abs(u) < 1 else { continue }
        let weight = (1 - u * u) * (1 - u * u)
        sum += weight * (Double(value) - location)
        total += weight
      }
      let shift = sum / total
      location += shift
      if abs(shift) < 1e-6 * scale { break }
    }
    return location
  }
}
