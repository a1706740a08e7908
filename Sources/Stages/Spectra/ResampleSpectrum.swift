import OrreryKit

/// Puts the spectrum on a grid of its own, the same for every object, keeping the integrated flux.
struct ResampleSpectrum: SpectrumStage {
  var minimum = 3800.0
  var maximum = 9200.0
  var unit = Spectrum.WavelengthUnit.angstrom
  var pixels = 2048
  var scale = SpectralGrid.Scale.log
  var minimumCoverage = 0.5

  static let info = describe(
    .preparation, "resample-spectrum",
    "Puts the spectrum on a linear or logarithmic grid, keeping the integrated flux.",
    [
      Setting("minimum", "Centre of the first pixel", range: 1e-6...1e12),
      Setting("maximum", "Centre of the last pixel", range: 1e-6...1e12),
      .wavelengthUnit,
      Setting("pixels", "Number of pixels", range: 2...1e6),
      Setting(
        "scale", "Equal steps of wavelength or of its logarithm",
        choices: SpectralGrid.Scale.choices),
      Setting(
        "minimumCoverage", "Share of a pixel that good input pixels must cover", range: 0...1),
    ],
    missingData: "Bad pixels are left out; an output pixel without enough cover is NaN and carries "
      + "their flags, `missing`, or `outside` beyond the ends.",
    reference: "Carnall 2017, arXiv:1705.05165")

  func validate() throws {
    guard minimum < maximum else {
      throw Settings.Failure(path: ["minimum"], reason: "must be below maximum")
    }
  }

  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    let grid = SpectralGrid(from: minimum, to: maximum, count: pixels, scale: scale)
    spectrum = try SpectrumResampler(grid: grid, minimumCoverage: minimumCoverage)
      .resampled(spectrum.converted(to: unit))
    let good = spectrum.goodCount
    object.measure(
      Measurement("pixels", .integer(Int64(good)), description: "Good pixels after resampling"))
    if good < spectrum.count { object.flag(.missingData) }
  }
}
