import OrreryKit

/// Keeps the pixels between two wavelengths.
struct CropWavelength: SpectrumStage {
  var minimum: Double?
  var maximum: Double?
  var unit = Spectrum.WavelengthUnit.angstrom

  static let info = describe(
    .preparation, "crop-wavelength", "Keeps the pixels between two wavelengths.",
    [
      Setting(
        "minimum", "Shortest wavelength kept; all where absent", range: 0...Double.infinity,
        type: "number"),
      Setting(
        "maximum", "Longest wavelength kept; all where absent", range: 0...Double.infinity,
        type: "number"),
      .wavelengthUnit,
    ], missingData: "Bad pixels are kept or cropped like good ones.")

  func validate() throws {
    if let minimum, let maximum, minimum >= maximum {
      throw Settings.Failure(path: ["minimum"], reason: "must be below maximum")
    }
  }

  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream
  ) {
    let scale = unit.nanometres / spectrum.wavelengthUnit.nanometres
    let low = (minimum ?? 0) * scale, high = (maximum ?? .infinity) * scale
    let input = spectrum
    spectrum = input.selecting(
      input.wavelength.indices.filter {
        input.wavelength[$0] >= low && input.wavelength[$0] <= high
      })
  }
}
