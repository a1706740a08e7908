import OrreryKit

/// Adds normal noise in proportion to each point's uncertainty, which grows accordingly.
///
/// `x + s σ N(0, 1)`, `σ √(1 + s²)`.
struct AddErrorNoise: LightCurveStage {
  var maximum = 1.0
  var probability = 1.0

  static let info = describe(
    .augmentation, "add-error-noise", "Adds noise in proportion to each point's uncertainty.",
    [
      Setting(
        "maximum", "Largest noise in units of the uncertainty; uniform from 0", range: 0...100)
    ],
    missingData: "NaN stays NaN; points whose uncertainty is not finite get no noise.")

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    guard let sigma = lightCurve.uncertainty else {
      throw DataError(.missing, "\(object.id) has no uncertainties to make noise from")
    }
    let scale = random.uniform(0, maximum)
    for index in sigma.indices {
      let noise = scale * Double(sigma[index]) * random.normal()
      if noise.isFinite { lightCurve.value[index] += Float(noise) }
    }
    let growth = Float((1 + scale * scale).squareRoot())
    lightCurve.uncertainty = sigma.map { $0 * growth }
  }
}
