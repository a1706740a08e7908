internal import Foundation

/// Matrices between FK5, ICRS and the frames that are defined from them.
enum FK5 {
  private static let degree = Double.pi / 180
  private static let arcsecond = Double.pi / 648_000

  /// Frame bias: -19.9, 9.1 and -22.9 milliarcseconds about x, y and z.
  static let toICRS: Rotation =
    (.about(0, 0.0199 * arcsecond) * .about(1, 0.0091 * arcsecond)
    * .about(2, -0.0229 * arcsecond)).inverse

  /// From FK5 J2000; pole at 192.8594812065348, 27.12825118085622; node at 122.9319185680026.
  static let toGalactic: Rotation =
    .about(2, (180 - 122.9319185680026) * degree) * .about(1, (90 - 27.12825118085622) * degree)
    * .about(2, 192.8594812065348 * degree)

  /// Pole at galactic 47.37, 6.32.
  static let galacticToSupergalactic: Rotation =
    .about(2, 90 * degree) * .about(1, (90 - 6.32) * degree) * .about(2, 47.37 * degree)

  /// From the equator to the ecliptic of the same equinox: mean obliquity, IAU 1980.
  static func toEcliptic(equinox: Double) -> Rotation {
    .about(0, FK4.meanObliquity(centuriesFromJ2000: (equinox - 2000) / 100))
  }

  /// Precession IAU 2006 through the four Fukushima–Williams angles, without frame bias.
  static func precessionToJ2000(from equinox: Double) -> Rotation {
    guard equinox != 2000 else { return .identity }
    let date = fukushimaWilliams((equinox - 2000) / 100)
    return fukushimaWilliams(0) * date.inverse
  }

  private static func fukushimaWilliams(_ t: Double) -> Rotation {
    let gamma = polynomial(
      t, [-0.052928, 10.556378, 0.4932044, -0.00031238, -0.000002788, 0.0000000260])
    let phi = polynomial(
      t, [84381.412819, -46.811016, 0.0511268, 0.00053289, -0.000000440, -0.0000000176])
    let psi = polynomial(
      t, [-0.041775, 5038.481484, 1.5584175, -0.00018522, -0.000026452, -0.0000000148])
    let epsilon = polynomial(
      t, [84381.406, -46.836769, -0.0001831, 0.00200340, -0.000000576, -0.0000000434])
    return .about(0, -epsilon) * .about(2, -psi) * .about(0, phi) * .about(2, gamma)
  }

  private static func polynomial(_ t: Double, _ arcseconds: [Double]) -> Double {
    arcseconds.reversed().reduce(0) { $0 * t + $1 } * arcsecond
  }
}
