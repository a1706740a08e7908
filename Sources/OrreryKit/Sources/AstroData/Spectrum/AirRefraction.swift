/// Refraction of air: wavelengths in standard air (15 °C, 101325 Pa, dry) from those in vacuum and
/// back.
///
/// `λ_vacuum = n(λ_vacuum) λ_air`. Below 200 nm wavelengths are given in vacuum by convention and
/// both directions return them as they are.
@frozen
public enum AirRefraction: String, Sendable, Codable, CaseIterable {
  /// `n - 1 = 0.05792105 / (238.0185 - σ²) + 0.00167917 / (57.362 - σ²)`, σ in µm⁻¹; 0.23 to
  /// 1.69 µm (Ciddor 1996, Applied Optics 35, 1566).
  case ciddor1996 = "ciddor"
  /// `n - 1 = 2.735182e-4 + 131.4182 / λ² + 2.76249e8 / λ⁴`, λ in Angstrom; what SDSS used for
  /// its line lists (Morton 1991, ApJS 77, 119).
  case morton1991 = "morton"

  /// The refractive index of air at a vacuum wavelength in nm; 1 below 200 nm.
  public func index(atVacuum nanometres: Double) -> Double {
    guard nanometres >= 200 else { return 1 }
    switch self {
    case .ciddor1996:
      let sigma2 = 1e6 / (nanometres * nanometres)
      return 1 + 0.05792105 / (238.0185 - sigma2) + 0.00167917 / (57.362 - sigma2)
    case .morton1991:
      let angstrom2 = 100 * nanometres * nanometres
      return 1 + 2.735182e-4 + 131.4182 / angstrom2 + 2.76249e8 / (angstrom2 * angstrom2)
    }
  }

  /// The air wavelength in nm of a vacuum wavelength in nm.
  public func air(fromVacuum nanometres: Double) -> Double {
    nanometres / index(atVacuum: nanometres)
  }

  /// The vacuum wavelength in nm of an air wavelength in nm, by iteration to the last digits.
  public func vacuum(fromAir nanometres: Double) -> Double {
    // Each round gains five digits: the index changes by 1e-5 of a change of wavelength. The limit
    // is that of air, so that a round trip comes back at the border too.
    guard nanometres >= air(fromVacuum: 200) else { return nanometres }
    var vacuum = max(nanometres, 200)
    for _ in 0..<4 { vacuum = nanometres * index(atVacuum: max(vacuum, 200)) }
    return vacuum
  }
}

extension Spectrum {
  /// The same pixels with wavelengths in another medium; fluxes stay as they are (a density per
  /// wavelength changes by 0.03 %).
  ///
  /// - Throws: `DataError.invalidValue` where the medium of the spectrum is unknown, or it lies on
  ///   both sides of 200 nm.
  public func converted(to target: Medium, by law: AirRefraction = .ciddor1996) throws -> Spectrum {
    guard target != medium, target != .unknown else { return self }
    var result = self
    let scale = wavelengthUnit.nanometres
    switch medium {
    case .vacuum: result.wavelength = wavelength.map { law.air(fromVacuum: $0 * scale) / scale }
    case .air: result.wavelength = wavelength.map { law.vacuum(fromAir: $0 * scale) / scale }
    case .unknown:
      throw DataError(
        .invalidValue, "\(name): the file does not say whether wavelengths are in air or vacuum")
    }
    // Below 200 nm nothing moves and above everything does: pixels on both sides change places.
    let limit = AirRefraction.ciddor1996.air(fromVacuum: 200) / scale
    if let first = wavelength.first, let last = wavelength.last, first < limit, last >= limit {
      throw DataError(
        .invalidValue, "\(name): wavelengths on both sides of 200 nm, where those in air begin")
    }
    result.medium = target
    return result
  }

  /// The same pixels with wavelengths in another unit; fluxes stay as they are.
  public func converted(to unit: WavelengthUnit) -> Spectrum {
    guard unit != wavelengthUnit else { return self }
    var result = self
    let factor = wavelengthUnit.nanometres / unit.nanometres
    result.wavelength = wavelength.map { $0 * factor }
    result.wavelengthUnit = unit
    return result
  }
}
