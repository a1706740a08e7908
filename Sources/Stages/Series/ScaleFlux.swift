import Foundation
import OrreryKit

/// Makes the object brighter or fainter by a random factor, the same for all bands and points.
///
/// Fluxes and their uncertainties are multiplied by `g`; magnitudes get `-2.5 log₁₀ g` added.
struct ScaleFlux: LightCurveStage {
  var minimum = 0.5
  var maximum = 2.0
  var probability = 1.0

  static let info = describe(
    .augmentation, "scale-flux", "Makes the object brighter or fainter by a random factor.",
    [
      Setting("minimum", "Smallest factor; its logarithm is uniform", range: 1e-6...1e6),
      Setting("maximum", "Largest factor", range: 1e-6...1e6),
    ], missingData: "NaN stays NaN and masked points stay masked.")

  func validate() throws {
    guard minimum <= maximum else {
      throw Settings.Failure(path: ["minimum"], reason: "must not be above maximum")
    }
  }

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) {
    let exponent = random.uniform(log10(minimum), log10(maximum))
    let factor = Float(pow(10, exponent))
    switch lightCurve.quantity {
    case .flux:
      lightCurve.value = lightCurve.value.map { $0 * factor }
      lightCurve.uncertainty = lightCurve.uncertainty?.map { $0 * factor }
    case .magnitude:
      lightCurve.value = lightCurve.value.map { $0 - Float(2.5 * exponent) }
    }
  }
}
