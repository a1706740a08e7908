import OrreryKit

/// Divides the spectrum by one number, so that its integral, mean, median or peak is 1.
struct NormaliseFlux: SpectrumStage {
  enum Statistic: String, Codable, CaseIterable { case integral, mean, median, peak }

  var statistic = Statistic.median
  var minimum: Double?
  var maximum: Double?
  var unit = Spectrum.WavelengthUnit.angstrom

  static let info = describe(
    .normalisation, "normalise-flux",
    "Divides the spectrum by its integral, mean, median or peak.",
    [
      Setting(
        "statistic", "What becomes 1; the integral is over wavelength in the spectrum's own unit",
        choices: Statistic.choices),
      Setting(
        "minimum", "Wavelength from which it is taken; the start where absent",
        range: 0...Double.infinity, type: "number"),
      Setting(
        "maximum", "Wavelength up to which it is taken; the end where absent",
        range: 0...Double.infinity, type: "number"),
      .wavelengthUnit,
    ],
    missingData: "Bad pixels take no part; they are scaled like the others and stay flagged.")

  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    guard spectrum.goodCount > 0 else { return }
    let scale = unit.nanometres / spectrum.wavelengthUnit.nanometres
    let low = (minimum ?? 0) * scale, high = (maximum ?? .infinity) * scale
    let used = spectrum.flux.indices.filter {
      spectrum.isGood($0) && spectrum.wavelength[$0] >= low && spectrum.wavelength[$0] <= high
    }
    guard !used.isEmpty else {
      throw DataError(.missing, "\(object.id) has no good pixel between the two wavelengths")
    }
    let values = used.map { Double(spectrum.flux[$0]) }
    let level: Double
    switch statistic {
    case .mean: level = values.reduce(0, +) / Double(values.count)
    case .median: level = OrderedValues(values.map(Float.init)).median
    case .peak: level = values.max() ?? 0
    case .integral:
      let widths = try SpectralGrid(centres: spectrum.wavelength).widths
      level = zip(used, values).reduce(0) { $0 + widths[$1.0] * $1.1 }
    }
    guard level > 0, level.isFinite else {
      throw DataError(
        .invalidValue,
        "\(object.id): a \(statistic.rawValue) flux of \(level) cannot be scaled to 1")
    }
    spectrum.rescale(scale: level)
    spectrum.fluxUnit = nil
    object.measure(
      Measurement("flux_scale", .real(level), description: "Fluxes were divided by this"))
  }
}
