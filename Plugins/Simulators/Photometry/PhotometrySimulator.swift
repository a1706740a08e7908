import Foundation
import OrreryKit

/// Fluxes of galaxies in six bands, as a deep imaging survey measures them: the input of photometric
/// redshifts.
///
/// A row holds `u_flux` to `y_flux` and their errors `u_error` to `y_error`, in microjansky. The true
/// redshift is the measurement `z`.
struct PhotometrySimulator: Simulator {
  var maximumRedshift = 1.6
  var medianRedshift = 0.6
  var brightest = 18.0
  var faintest = 24.5
  var missingBands = 0.02

  static let info = SimulatorInfo(
    name: "photometry", summary: "Fluxes of galaxies in ugrizy, with their redshifts.",
    produces: .row,
    settings: [
      Setting("maximumRedshift", "Largest redshift", range: 0.1...3),
      Setting(
        "medianRedshift", "Where half of the galaxies of average brightness lie", range: 0.05...3),
      Setting("brightest", "Smallest i magnitude", unit: "mag", range: 10...30),
      Setting("faintest", "Largest i magnitude", unit: "mag", range: 10...30),
      Setting("missingBands", "Share of the fluxes that were not measured", range: 0...1),
    ])

  /// First and last wavelength of each band's half transmission, Angstrom, and the magnitude whose
  /// error is a fifth of the flux, as of a ten-year survey of half the sky.
  private static let bands: [(name: String, from: Double, to: Double, depth: Double)] = [
    ("u", 3300, 4000, 25.6), ("g", 4050, 5520, 26.9), ("r", 5520, 6910, 26.9),
    ("i", 6910, 8180, 26.4), ("z", 8180, 9220, 25.6), ("y", 9230, 10_700, 24.8),
  ]
  private static let grid = WavelengthGrid(from: 3000, to: 11_200, step: 1e-3, resolution: 200)

  func validate() throws {
    try SettingsCheck.order(brightest, faintest, key: "brightest")
  }

  func make(_ index: Int, seed: UInt64) throws -> SkyObject {
    var random = stream(index, seed: seed, purpose: "shape")
    // More galaxies the fainter one looks, and further away.
    let share = random.uniform()
    let magnitude =
      faintest + log10(share + (1 - share) * pow(10, 0.35 * (brightest - faintest))) / 0.35
    let depth = medianRedshift * pow(10, 0.1 * (magnitude - 0.5 * (brightest + faintest)))
    var redshift = 0.0
    repeat {
      // n(z) ∝ z² exp(-(z / z₀)^1.5) (Smail, Ellis & Fitchett 1994), whose median is 1.41 z₀.
      redshift = depth / 1.41 * pow(gamma(2, &random), 1 / 1.5)
    } while redshift > maximumRedshift || redshift < 0.005
    let drawn = GalaxySpectrum.draw(
      GalaxySpectrum.drawSubclass(&random), redshift: redshift, Self.grid, &random)
    let through = Self.bands.map { photons(drawn.model.flux, $0.from, $0.to) }
    let scale = microjansky(magnitude) / max(through[3], 1e-30)

    var noise = stream(index, seed: seed, purpose: "noise")
    var values: [Double] = []
    var errors: [Double] = []
    for (band, flux) in zip(Self.bands, through) {
      let sky = microjansky(band.depth) / 5
      // Two per cent of the flux is uncertain however bright it is.
      let error = hypot(sky * exp(0.1 * noise.normal()), 0.02 * flux * scale)
      let isMissing = noise.uniform() < missingBands
      let measured = flux * scale + error * noise.normal()
      values.append(isMissing ? .nan : measured)
      errors.append(isMissing ? .nan : error)
    }
    var object = SkyObject(
      id: identifier(index, seed: seed),
      content: .row(
        CatalogRow(
          names: Self.bands.map { $0.name + "_flux" } + Self.bands.map { $0.name + "_error" },
          values: values + errors)))
    object.measure(Measurement("z", .real(redshift), description: "True redshift"))
    object.measure(Measurement("i_mag", .real(magnitude), unit: "mag", description: "True i"))
    return object
  }

  private func microjansky(_ magnitude: Double) -> Double { pow(10, 0.4 * (23.9 - magnitude)) }

  /// Mean F_ν through a band: ∫ F_λ λ dλ / ∫ dλ / λ, edges softened over a hundredth.
  private func photons(_ flux: [Double], _ from: Double, _ to: Double) -> Double {
    var (sum, norm) = (0.0, 0.0)
    for (wavelength, value) in zip(Self.grid.wavelength, flux) {
      let response =
        1 / (1 + exp((from - wavelength) / (0.01 * from)))
        / (1 + exp((wavelength - to) / (0.01 * to)))
      // Equal steps of ln λ: dλ = λ d ln λ.
      sum += response * value * wavelength * wavelength
      norm += response
    }
    return sum / norm
  }

  /// A number of the gamma distribution of this whole shape: a sum of exponential ones.
  private func gamma(_ shape: Int, _ random: inout RandomStream) -> Double {
    (0..<shape).reduce(0.0) { sum, _ in sum - log(1 - random.uniform()) }
  }
}
