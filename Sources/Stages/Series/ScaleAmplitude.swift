import Foundation
import OrreryKit

/// Makes changes larger or smaller by a random factor, the same for all bands: each value's distance
/// from the median of its band, and its uncertainty, are multiplied.
struct ScaleAmplitude: LightCurveStage {
  var minimum = 0.8
  var maximum = 1.25
  var probability = 1.0

  static let info = describe(
    .augmentation, "scale-amplitude", "Makes changes larger or smaller by a random factor.",
    [
      Setting("minimum", "Smallest factor; its logarithm is uniform", range: 1e-3...1e3),
      Setting("maximum", "Largest factor", range: 1e-3...1e3),
    ], missingData: "Bad points take no part in the median; they are scaled and stay flagged.")

  func validate() throws {
    guard minimum <= maximum else {
      throw Settings.Failure(path: ["minimum"], reason: "must not be above maximum")
    }
  }

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) {
    let factor = Float(exp(random.uniform(log(minimum), log(maximum))))
    for number in lightCurve.bands.indices {
      let good = lightCurve.points(ofBand: number, where: lightCurve.isGood)
      guard !good.isEmpty else { continue }
      let median = Float(OrderedValues(good.map { lightCurve.value[$0] }).median)
      for index in lightCurve.points(ofBand: number) {
        lightCurve.value[index] = median + factor * (lightCurve.value[index] - median)
        lightCurve.uncertainty?[index] *= factor
      }
    }
  }
}
