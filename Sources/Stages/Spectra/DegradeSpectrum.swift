import Foundation
import OrreryKit

/// Adds noise until the median signal-to-noise ratio of a pixel is a random target.
///
/// With uncertainties: noise in proportion to them, so that the shape of the noise stays. Without:
/// the same normal noise everywhere, of the median absolute flux over the target. A spectrum that
/// is below the target already is left as it is.
struct DegradeSpectrum: SpectrumStage {
  var minimum = 2.0
  var maximum = 20.0
  var probability = 1.0

  static let info = describe(
    .augmentation, "degrade-spectrum",
    "Adds noise down to a random signal-to-noise ratio per pixel.",
    [
      Setting("minimum", "Lowest median ratio; its logarithm is uniform", range: 1e-3...1e6),
      Setting("maximum", "Highest median ratio", range: 1e-3...1e6),
    ],
    missingData: "NaN stays NaN; pixels whose uncertainty is not finite get no noise.")

  func validate() throws {
    guard minimum <= maximum else {
      throw Settings.Failure(path: ["minimum"], reason: "must not be above maximum")
    }
  }

  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream
  ) {
    let target = exp(random.uniform(log(minimum), log(maximum)))
    let good = spectrum.flux.indices.filter(spectrum.isGood)
    if let sigma = spectrum.uncertainty {
      let ratios = good.map { abs(spectrum.flux[$0]) / sigma[$0] }
      let growth = OrderedValues(ratios).median / target
      guard growth > 1, growth.isFinite else { return }
      let scale = (growth * growth - 1).squareRoot()
      for index in sigma.indices {
        let noise = scale * Double(sigma[index]) * random.normal()
        if noise.isFinite { spectrum.flux[index] += Float(noise) }
      }
      spectrum.uncertainty = sigma.map { $0 * Float(growth) }
    } else {
      let level = OrderedValues(good.map { abs(spectrum.flux[$0]) }).median
      guard level > 0 else { return }
      let deviation = level / target
      spectrum.flux = spectrum.flux.map { $0 + Float(deviation * random.normal()) }
      spectrum.uncertainty = [Float](repeating: Float(deviation), count: spectrum.count)
    }
  }
}
