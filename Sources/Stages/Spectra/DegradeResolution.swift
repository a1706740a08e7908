import Foundation
import OrreryKit

/// Convolves the spectrum to a random lower resolving power `R = λ / FWHM`.
///
/// The kernel at `λ` is a Gaussian of `FWHM = λ √(1/R² - 1/R₀²)` with `R₀` the resolving power it
/// came with; its integral over the pixels is 1.
struct DegradeResolution: SpectrumStage {
  var minimum = 500.0
  var maximum = 2000.0
  var inputResolution: Double?
  var probability = 1.0

  static let info = describe(
    .augmentation, "degrade-resolution",
    "Convolves the spectrum to a random lower resolving power.",
    [
      Setting("minimum", "Lowest resolving power; its logarithm is uniform", range: 1...1e7),
      Setting("maximum", "Highest resolving power", range: 1...1e7),
      Setting(
        "inputResolution", "Resolving power it came with; taken as far higher where absent",
        range: 1...1e7, type: "number"),
    ],
    missingData: "Bad pixels take no part in their neighbours' averages and stay as they are.")

  func validate() throws {
    guard minimum <= maximum else {
      throw Settings.Failure(path: ["minimum"], reason: "must not be above maximum")
    }
  }

  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    let resolution = exp(random.uniform(log(minimum), log(maximum)))
    let own = inputResolution.map { 1 / ($0 * $0) } ?? 0
    let width2 = 1 / (resolution * resolution) - own
    guard width2 > 0 else { return }  // it is below the target already
    // FWHM = 2 √(2 ln 2) deviations.
    let relative = width2.squareRoot() / (2 * (2 * log(2)).squareRoot())
    let input = spectrum
    let widths = try SpectralGrid(centres: input.wavelength).widths
    for index in input.flux.indices where input.isGood(index) {
      let centre = input.wavelength[index]
      let sigma = relative * centre
      var (total, sum, square) = (0.0, 0.0, 0.0)
      func add(_ neighbour: Int) {
        guard input.isGood(neighbour) else { return }
        let distance = (input.wavelength[neighbour] - centre) / sigma
        let weight = widths[neighbour] * exp(-0.5 * distance * distance)
        total += weight
        sum += weight * Double(input.flux[neighbour])
        let error = weight * Double(input.uncertainty?[neighbour] ?? 0)
        square += error * error
      }
      var left = index - 1
      while left >= 0, centre - input.wavelength[left] < 5 * sigma {
        add(left)
        left -= 1
      }
      var right = index
      while right < input.count, input.wavelength[right] - centre < 5 * sigma {
        add(right)
        right += 1
      }
      guard total > 0 else { continue }
      spectrum.flux[index] = Float(sum / total)
      spectrum.uncertainty?[index] = Float(square.squareRoot() / total)
    }
  }
}
