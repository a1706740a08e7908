import OrreryKit

/// Moves the object to a random other redshift: wavelengths times `1 + δ`, flux densities divided.
///
/// `(1 + z') = (1 + z)(1 + δ)`. With `keepGrid` the result is resampled onto the grid it came on, so
/// that a model sees the same pixels.
struct ShiftRedshift: SpectrumStage {
  var minimum = -0.02
  var maximum = 0.02
  var keepGrid = true
  var probability = 1.0

  static let info = describe(
    .augmentation, "shift-redshift", "Moves the object to a random other redshift.",
    [
      Setting("minimum", "Smallest shift δ, uniform up to the largest", range: -0.9...100),
      Setting("maximum", "Largest shift δ", range: -0.9...100),
      Setting("keepGrid", "Resample onto the wavelengths it came with"),
    ],
    missingData: "Bad pixels move with their flags; what nothing moves into is NaN, `outside`.")

  func validate() throws {
    guard minimum <= maximum else {
      throw Settings.Failure(path: ["minimum"], reason: "must not be above maximum")
    }
  }

  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    let factor = 1 + random.uniform(minimum, maximum)
    let grid = try SpectralGrid(centres: spectrum.wavelength)
    try spectrum.shift(by: factor)
    // Simulators and recipes call the true redshift so.
    object.truthValues["z"] = object.truthValues["z"].map { (1 + $0) * factor - 1 }
    spectrum.redshift = spectrum.redshift.map { (1 + $0) * factor - 1 }
    guard keepGrid else { return }
    spectrum = try SpectrumResampler(grid: grid).resampled(spectrum)
    if spectrum.goodCount < spectrum.count { object.flag(.missingData) }
  }
}
