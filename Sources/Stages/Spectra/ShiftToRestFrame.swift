import OrreryKit

/// Divides wavelengths by `1 + z` and multiplies flux densities by it, so that integrals stay.
///
/// The redshift is `redshift`, else the object's measurement named `measurement`, else the one that
/// came with the spectrum. Wavelengths in air are shifted in vacuum and turned back.
struct ShiftToRestFrame: SpectrumStage {
  var redshift: Double?
  var measurement: String?
  var conserveFlux = true

  static let info = describe(
    .preparation, "shift-to-rest-frame", "Shifts the spectrum to the object's rest frame.",
    [
      Setting(
        "redshift", "Redshift; that of the object where absent", range: -0.9...1100, type: "number"),
      Setting("measurement", "Take the redshift from this measurement of the object", type: "text"),
      Setting("conserveFlux", "Multiply fluxes by 1 + z, so that line fluxes stay"),
    ], missingData: "Bad pixels are shifted with their flags.")

  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    var z = redshift ?? spectrum.redshift
    if redshift == nil, let measurement {
      guard
        case .real(let value)? = object.measurements.first(where: { $0.name == measurement })?.value
      else { throw DataError(.missing, "\(object.id) has no measurement '\(measurement)'") }
      z = value
    }
    guard let z else { throw DataError(.missing, "\(object.id) has no redshift") }
    guard z > -1, z.isFinite else {
      throw DataError(.invalidValue, "\(object.id): a redshift of \(z)")
    }
    try spectrum.shift(by: 1 / (1 + z), conservingFlux: conserveFlux)
    spectrum.redshift = 0
    object.measure(
      Measurement("rest_frame_redshift", .real(z), description: "Shifted to rest by this redshift"))
  }
}

extension Spectrum {
  /// Multiplies vacuum wavelengths by a factor, and divides flux densities by it.
  mutating func shift(by factor: Double, conservingFlux: Bool = true) throws {
    let medium = medium
    if medium == .air { self = try converted(to: .vacuum) }
    wavelength = wavelength.map { $0 * factor }
    if medium == .air { self = try converted(to: .air) }
    if conservingFlux { rescale(scale: factor) }
  }
}
