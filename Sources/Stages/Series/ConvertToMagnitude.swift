import Foundation
import OrreryKit

/// Turns fluxes into magnitudes: `m = zero-point - 2.5 log₁₀ f`, `σ_m = σ_f / (0.4 ln 10 · f)`.
///
/// A flux of 0 or less has no magnitude: the point becomes missing, and is counted.
struct ConvertToMagnitude: LightCurveStage {
  var zeroPoint = 23.9

  static let info = describe(
    .normalisation, "convert-to-magnitude",
    "Turns fluxes into magnitudes; magnitudes stay as they are.",
    [
      Setting(
        "zeroPoint", "The magnitude of flux 1; 23.9 makes AB magnitudes of µJy", unit: "mag")
    ],
    missingData: "A flux of 0 or less becomes NaN flagged missing, and is counted; NaN stays NaN.",
    reference: "Pogson 1856, MNRAS 17, 12")

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) {
    guard lightCurve.quantity == .flux else { return }
    var lost = 0
    for index in lightCurve.value.indices {
      let flux = Double(lightCurve.value[index])
      if flux > 0 {
        lightCurve.value[index] = Float(zeroPoint - 2.5 * log10(flux))
        if let sigma = lightCurve.uncertainty?[index] {
          lightCurve.uncertainty?[index] = Float(Double(sigma) / (0.4 * log(10) * flux))
        }
      } else {
        if flux.isFinite { lost += 1 }
        lightCurve.value[index] = .nan
        lightCurve.uncertainty?[index] = .infinity
        lightCurve.flag(index, .missing)
      }
    }
    lightCurve.quantity = .magnitude
    lightCurve.unit = "mag"
    object.measure(
      Measurement(
        "points_not_positive", .integer(Int64(lost)),
        description: "Points without a magnitude: flux 0 or less"))
    if lost > 0 { object.flag(.missingData) }
  }
}
