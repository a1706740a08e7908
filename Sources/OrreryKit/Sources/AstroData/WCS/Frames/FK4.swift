internal import Foundation

/// The Bessel–Newcomb frame: its precession, E-terms and its way to FK5 J2000.
enum FK4 {
  private static let arcsecond = Double.pi / 648_000

  /// Mean obliquity of the ecliptic in radians, IAU 1980; `t` in Julian centuries from J2000.
  static func meanObliquity(centuriesFromJ2000 t: Double) -> Double {
    (((0.001813 * t - 0.00059) * t - 46.8150) * t + 84381.448) * arcsecond
  }

  /// E-terms of aberration of a Besselian equinox (Explanatory Supplement 1992).
  static func eTerms(equinox: Double) -> SIMD3<Double> {
    // A tropical century is 36524.2198782 days.
    let days = (equinox - 1950) * 365.242198781
    let t = days / 36525
    let constant = 0.0056932 * Double.pi / 180
    let e = constant * ((-0.000000126 * t - 0.00004193) * t + 0.01673011)
    let g = (((0.012 * t + 1.65) * t + 6190.67) * t + 1015489.951) * arcsecond
    // B1950 is JD 2433282.42345905.
    let obliquity = meanObliquity(
      centuriesFromJ2000: (2433282.42345905 + days - 2451545) / 36525)
    return [e * sin(g), -e * cos(g) * cos(obliquity), -e * cos(g) * sin(obliquity)]
  }

  /// FK4 of `equinox` without E-terms to FK5 J2000 (Murray 1989, equations 28 and 29).
  static func toFK5(equinox: Double) -> Rotation {
    let fixed = Rotation(rows: [
      [0.9999256794956877, -0.0111814832204662, -0.0048590038153592],
      [0.0111814832391717, 0.9999374848933135, -0.0000271625947142],
      [0.0048590037723143, -0.0000271702937440, 0.9999881946023742],
    ])
    let drift: [SIMD3<Double>] = [
      [-0.0026455262, -1.1539918689, 2.1111346190],
      [1.1540628161, -0.0129042997, 0.0236021478],
      [-2.1112979048, -0.0056024448, 0.0102587734],
    ]
    // Julian centuries from J1950 (JD 2433282.5) to the equinox.
    let julian = 2433282.42345905 + (equinox - 1950) * 365.242198781
    let t = (julian - 2433282.5) / 36525
    let matrix = Rotation(rows: (0..<3).map { fixed.rows[$0] + drift[$0] * (1e-6 * t) })
    return matrix * precession(from: equinox, to: 1950)
  }

  /// Newcomb's precession between Besselian equinoxes.
  private static func precession(from old: Double, to new: Double) -> Rotation {
    guard old != new else { return .identity }
    let t = (old - 1850) / 1000
    let dt = (new - old) / 1000
    let first = (0.060 * t + 139.720) * t + 23035.545
    let zeta = ((17.995 * dt - 0.27 * t + 30.240) * dt + first) * dt * arcsecond
    let z = ((18.325 * dt + 0.39 * t + 109.480) * dt + first) * dt * arcsecond
    let theta =
      ((-41.8 * dt - 0.37 * t - 42.65) * dt + (-0.37 * t - 85.29) * t + 20051.12) * dt * arcsecond
    return .about(2, -z) * .about(1, theta) * .about(2, -zeta)
  }
}
