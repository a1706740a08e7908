import Foundation
import OrreryKit

/// Stretches time by a random factor from the first point on, as another redshift does. A period
/// that `find-period` found is stretched too.
struct StretchTime: LightCurveStage {
  var minimum = 0.9
  var maximum = 1.1
  var probability = 1.0

  static let info = describe(
    .augmentation, "stretch-time", "Makes everything slower or faster by a random factor.",
    [
      Setting("minimum", "Smallest factor; its logarithm is uniform", range: 0.01...100),
      Setting("maximum", "Largest factor", range: 0.01...100),
    ], missingData: "Points without a time stay without.")

  func validate() throws {
    guard minimum <= maximum else {
      throw Settings.Failure(path: ["minimum"], reason: "must not be above maximum")
    }
  }

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    guard lightCurve.foldedPeriod == nil else {
      throw DataError(.invalidValue, "\(object.id) is folded: stretch before folding")
    }
    let factor = exp(random.uniform(log(minimum), log(maximum)))
    guard let start = lightCurve.time.filter(\.isFinite).min() else { return }
    lightCurve.time = lightCurve.time.map { start + factor * ($0 - start) }
    for measurement in object.measurements {
      guard case .real(let value) = measurement.value else { continue }
      var changed = measurement
      switch measurement.name {
      case PeriodNames.period: changed.value = .real(factor * value)
      case PeriodNames.epoch: changed.value = .real(start + factor * (value - start))
      default: continue
      }
      object.measure(changed)
    }
  }
}
