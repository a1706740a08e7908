/// A place on the celestial sphere in degrees: ICRS or FK5 right ascension and declination.
public struct SkyPosition: Sendable, Hashable, Codable {
  /// Right ascension in degrees, 0 to 360.
  public var ra: Double
  /// Declination in degrees, -90 to 90.
  public var dec: Double

  public init(ra: Double, dec: Double) {
    self.ra = ra
    self.dec = dec
  }
}
