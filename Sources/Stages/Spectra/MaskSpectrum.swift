import OrreryKit

/// Marks pixels of a spectrum that should not be trusted, beyond what the file marks already.
struct MaskSpectrum: SpectrumStage {
  var minimumSignalToNoise: Double?
  var skyLines = 0.0
  var grow = 0

  static let info = describe(
    .preparation, "mask-spectrum", "Marks pixels of a spectrum that should not be trusted.",
    [
      Setting(
        "minimumSignalToNoise", "Mark pixels with less flux than this many uncertainties",
        unit: "sigma", type: "number"),
      Setting(
        "skyLines", "Half width marked around the strong night-sky lines; 0 marks none",
        unit: "angstrom", range: 0...1000),
      Setting(
        "grow", "Pixels marked on either side of each bad one", unit: "pixel", range: 0...1e4),
    ],
    missingData: "A pixel that is not finite, or whose uncertainty is not finite and positive, is "
      + "marked; fluxes stay as they are.",
    reference: "Osterbrock et al. 1996, PASP 108, 277 (night-sky lines)")

  /// [O I] and Na I of the night sky, Angstrom in vacuum.
  static let nightSky = [5578.89, 5891.58, 5897.56, 6302.05, 6365.54]

  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    var added = 0
    func mark(_ index: Int, _ flags: PixelFlags) {
      if spectrum.isGood(index) { added += 1 }
      spectrum.flag(index, flags)
    }
    for index in spectrum.flux.indices {
      if !spectrum.flux[index].isFinite { mark(index, .missing) }
      guard let sigma = spectrum.uncertainty?[index] else { continue }
      if !(sigma > 0 && sigma.isFinite) { mark(index, .instrument) }
      if let minimumSignalToNoise,
        !(Double(spectrum.flux[index]) >= minimumSignalToNoise * Double(sigma))
      {
        mark(index, .instrument)
      }
    }
    if skyLines > 0 {
      let toAngstrom = spectrum.wavelengthUnit.nanometres * 10
      let lines =
        spectrum.medium == .air
        ? Self.nightSky.map { AirRefraction.ciddor1996.air(fromVacuum: $0 / 10) * 10 }
        : Self.nightSky
      for index in spectrum.flux.indices {
        let wavelength = spectrum.wavelength[index] * toAngstrom
        if lines.contains(where: { abs($0 - wavelength) <= skyLines }) { mark(index, .instrument) }
      }
    }
    if grow > 0, let mask = spectrum.mask {
      for bad in mask.indices where mask[bad] != 0 {
        for index in max(0, bad - grow)...min(mask.count - 1, bad + grow) where mask[index] == 0 {
          mark(index, .instrument)
        }
      }
    }
    object.measure(
      Measurement(
        "pixels_marked", .integer(Int64(added)), description: "Good pixels that were marked bad"))
    if spectrum.goodCount < spectrum.count { object.flag(.missingData) }
  }
}
