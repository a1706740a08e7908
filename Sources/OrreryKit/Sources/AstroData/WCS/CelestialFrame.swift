/// The celestial coordinate system of a world coordinate solution (RADESYS, EQUINOX, CTYPE).
///
/// Defaults follow Calabretta & Greisen (2002), section 3.1: without RADESYS the frame is ICRS where
/// no equinox is given, FK4 for an equinox before 1984, FK5 otherwise.
@frozen
public enum CelestialFrame: Sendable, Hashable, Codable {
  /// International Celestial Reference System.
  case icrs
  /// Mean equatorial coordinates, IAU 1976 system; Julian equinox in years.
  case fk5(equinox: Double)
  /// Mean equatorial coordinates of the Bessel–Newcomb system; Besselian equinox in years.
  case fk4(equinox: Double)
  /// FK4 without the E-terms of aberration; Besselian equinox in years.
  case fk4WithoutETerms(equinox: Double)
  /// Galactic longitude and latitude, IAU 1958 system.
  case galactic
  /// Supergalactic longitude and latitude (de Vaucouleurs).
  case supergalactic
  /// Mean ecliptic longitude and latitude, obliquity of the IAU 1980 system; Julian equinox.
  case ecliptic(equinox: Double)
  /// A frame that has no fixed relation to the equator of J2000: `GAPPT`, `HPLN`, a planet's map.
  case other(String)

  /// True where longitude and latitude are right ascension and declination of ICRS or of FK5 J2000.
  ///
  /// The two differ by at most 0.03 arcsec.
  public var isEquatorialJ2000: Bool { self == .icrs || self == .fk5(equinox: 2000) }
}
