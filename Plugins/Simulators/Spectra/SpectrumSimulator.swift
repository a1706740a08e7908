import Foundation
import OrreryKit

/// Spectra of stars, galaxies and quasars as an SDSS-like survey delivers them.
///
/// Flux in 1e-17 erg/s/cm²/Angstrom on a logarithmic grid of vacuum wavelengths, with its
/// uncertainty and bad pixels.
struct SpectrumSimulator: Simulator {
  var classes = ["star", "galaxy", "quasar"]
  var minimumWavelength = 3600.0
  var maximumWavelength = 10_300.0
  var step = 1e-4
  var resolution = 1800.0
  var minimumSignalToNoise = 4.0
  var maximumSignalToNoise = 40.0
  var maximumGalaxyRedshift = 0.6
  var minimumQuasarRedshift = 0.3
  var maximumQuasarRedshift = 3.8
  var badPixels = 8.0

  static let info = SimulatorInfo(
    name: "spectra", summary: "SDSS-like spectra of stars, galaxies and quasars.",
    produces: .spectrum, classes: ["star", "galaxy", "quasar"],
    settings: [
      Setting("classes", "Which classes to make, in equal shares"),
      Setting("minimumWavelength", "Where spectra begin", unit: "Angstrom", range: 1000...20_000),
      Setting("maximumWavelength", "Where they end", unit: "Angstrom", range: 1000...30_000),
      Setting("step", "Step of log10 of the wavelength", range: 1e-5...1e-2),
      Setting("resolution", "Wavelength over full width at half maximum", range: 100...100_000),
      Setting("minimumSignalToNoise", "Smallest median S/N per pixel", range: 0.1...10_000),
      Setting("maximumSignalToNoise", "Largest median S/N per pixel", range: 0.1...10_000),
      Setting("maximumGalaxyRedshift", "Largest redshift of a galaxy", range: 0...3),
      Setting("minimumQuasarRedshift", "Smallest redshift of a quasar", range: 0...7),
      Setting("maximumQuasarRedshift", "Largest redshift of a quasar", range: 0...7),
      Setting("badPixels", "Mean number of pixels without a measurement", range: 0...10_000),
    ])

  func validate() throws {
    try SettingsCheck.names(classes, among: Self.info.classes, key: "classes")
    try SettingsCheck.order(minimumWavelength, maximumWavelength, key: "minimum-wavelength")
    try SettingsCheck.order(
      minimumSignalToNoise, maximumSignalToNoise, key: "minimum-signal-to-noise")
    try SettingsCheck.order(
      minimumQuasarRedshift, maximumQuasarRedshift, key: "minimum-quasar-redshift")
  }

  func make(_ index: Int, seed: UInt64) throws -> SkyObject {
    let name = classes[Self.balancedClass(index, of: classes.count, seed: seed)]
    let grid = WavelengthGrid(
      from: minimumWavelength, to: maximumWavelength, step: step, resolution: resolution)
    var random = stream(index, seed: seed, purpose: "shape")
    var drawn: DrawnSpectrum
    switch name {
    case "star":
      let kind = StarSpectrum.kinds[Int(random.uniform(0, Double(StarSpectrum.kinds.count)))]
      drawn = StarSpectrum.draw(kind, grid, &random)
    case "galaxy":
      drawn = GalaxySpectrum.draw(maximumRedshift: maximumGalaxyRedshift, grid, &random)
    case "quasar":
      drawn = QuasarSpectrum.draw(
        minimumRedshift: minimumQuasarRedshift, maximumRedshift: maximumQuasarRedshift, grid,
        &random)
    default: throw Settings.Failure(path: ["classes"], reason: "no class '\(name)'")
    }
    // Brightness and S/N go together, as in a survey of one exposure time.
    let share = random.uniform()
    let target = minimumSignalToNoise * pow(maximumSignalToNoise / minimumSignalToNoise, share)
    let level = 1.6 * pow(20, share) * exp(0.15 * random.normal())
    let typical = Self.median(drawn.model.flux)
    let flux = drawn.model.flux.map { $0 * level / typical }

    let quiet = Spectrograph.noise(grid)
    // The object's own photons are a third of the noise where it is as bright as its median.
    let relative = zip(quiet, flux).map { noise, value in
      noise * (0.67 + 0.33 * max(0, value) / level).squareRoot()
    }
    let scale = Self.median(zip(flux, relative).map { $0 / $1 }) / target
    var noiseStream = stream(index, seed: seed, purpose: "noise")
    var values: [Float] = []
    var uncertainty: [Float] = []
    for (value, noise) in zip(flux, relative) {
      // Sky lines are taken off imperfectly: their noise has wide wings.
      let wings = noise > 2.5 ? exp(0.4 * noiseStream.normal()) : 1
      values.append(Float(value + scale * noise * wings * noiseStream.normal()))
      uncertainty.append(Float(scale * noise))
    }
    var mask: [UInt8]?
    var bad = stream(index, seed: seed, purpose: "bad pixels")
    for _ in 0..<bad.poisson(badPixels) {
      let pixel = Int(bad.uniform(0, Double(values.count)))
      if mask == nil { mask = [UInt8](repeating: 0, count: values.count) }
      mask?[pixel] |= PixelFlags.instrument.rawValue
      values[pixel] += Float(2 * level * bad.normal())
      uncertainty[pixel] = .infinity
    }

    let id = identifier(index, seed: seed)
    var spectrum = Spectrum(
      wavelength: grid.wavelength, unit: .angstrom, medium: .vacuum, flux: values,
      uncertainty: uncertainty, name: id)
    spectrum.fluxUnit = "10**-17 erg/s/cm2/Angstrom"
    spectrum.mask = mask
    var object = SkyObject(id: id, content: .spectrum(spectrum))
    object.truth = [name: 1]
    object.measure(Measurement("subclass", .string(drawn.subclass), description: "True subclass"))
    object.measure(Measurement("z", .real(drawn.redshift), description: "True redshift"))
    object.measure(
      Measurement(
        "temperature", .real(drawn.temperature), unit: "K",
        description: "Effective temperature of a star"))
    object.measure(Measurement("snr", .real(target), description: "Median S/N per pixel"))
    return object
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 1 : max(sorted[sorted.count / 2], 1e-30)
  }
}
