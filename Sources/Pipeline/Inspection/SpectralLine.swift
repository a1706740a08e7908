import OrreryKit

/// A well-known line of galaxies, quasars and stars, where a spectrum has it.
public struct SpectralLine: Codable, Sendable, Equatable {
  /// `Hα`, `[O III]`.
  public var name: String
  /// At rest in vacuum, Å.
  public var rest: Double
  /// In the spectrum's unit and medium, at its redshift.
  public var wavelength: Double

  /// Vacuum wavelengths in Å (NIST Atomic Spectra Database; Vanden Berk et al. 2001, AJ 122, 549 for
  /// the blends of quasars), the most important of neighbours first.
  private static let known: [(String, Double)] = [
    ("Hα", 6564.61), ("Hβ", 4862.68), ("[O III]", 5008.24), ("[O II]", 3728.48), ("Lyα", 1215.67),
    ("C IV", 1549.06), ("Mg II", 2799.12), ("Ca K", 3934.77), ("Mg b", 5176.63), ("Na D", 5895.6),
    ("C III]", 1908.73), ("Hγ", 4341.68), ("[S II]", 6725.5), ("Ca II", 8544.44),
    ("Hδ", 4102.89), ("Ca H", 3969.59), ("[N II]", 6585.27), ("[O I]", 6302.05),
    ("He I", 10833.2), ("[S III]", 9533.2), ("Paγ", 10941.1), ("Paβ", 12821.6),
    ("Paα", 18756.1), ("Brγ", 21661.2),
  ]

  /// Lines within the spectrum, the most important first; `nil` without a redshift.
  static func visible(in spectrum: Spectrum, redshift: Double?) -> [SpectralLine]? {
    guard let redshift, redshift > -0.9, redshift.isFinite,
      let first = spectrum.wavelength.first(where: \.isFinite),
      let last = spectrum.wavelength.last(where: \.isFinite)
    else { return nil }
    let scale = spectrum.wavelengthUnit.nanometres
    return known.compactMap { name, rest in
      var nanometres = rest / 10 * (1 + redshift)
      if spectrum.medium == .air {
        nanometres = AirRefraction.ciddor1996.air(fromVacuum: nanometres)
      }
      let wavelength = nanometres / scale
      guard (min(first, last)...max(first, last)).contains(wavelength) else { return nil }
      return SpectralLine(name: name, rest: rest, wavelength: wavelength)
    }
  }
}
