import Foundation
import OrreryKit

/// Turns magnitudes into fluxes: `f = 10^(0.4 (zero-point - m))`, `σ_f = 0.4 ln 10 · f σ_m`.
struct ConvertToFlux: LightCurveStage {
  var zeroPoint = 23.9
  var unit = "uJy"

  static let info = describe(
    .normalisation, "convert-to-flux", "Turns magnitudes into fluxes; fluxes stay as they are.",
    [
      Setting(
        "zeroPoint", "The magnitude of flux 1; 23.9 gives µJy for AB magnitudes", unit: "mag"),
      Setting("unit", "Unit of the fluxes, for the products"),
    ], missingData: "NaN stays NaN and masked points stay masked.",
    reference: "Pogson 1856, MNRAS 17, 12")

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) {
    guard lightCurve.quantity == .magnitude else { return }
    let flux = lightCurve.value.map { pow(10, 0.4 * (zeroPoint - Double($0))) }
    if let sigma = lightCurve.uncertainty {
      lightCurve.uncertainty = zip(flux, sigma).map { Float(0.4 * log(10) * $0 * Double($1)) }
    }
    lightCurve.value = flux.map(Float.init)
    lightCurve.quantity = .flux
    lightCurve.unit = unit
  }
}
