/// What kind of light a component is: sets how its flux changes from band to band.
struct Population: Sendable {
  /// Flux in g and z over the flux in r.
  var g: Double
  var z: Double

  /// From colours g - r and r - z in magnitudes.
  init(gMinusR: Double, rMinusZ: Double) {
    g = Magnitude.flux(gMinusR)
    z = Magnitude.flux(-rMinusZ)
  }

  /// Old stars: bulges, ellipticals.
  static let old = Population(gMinusR: 0.78, rMinusZ: 0.66)
  /// The smooth disk of a spiral.
  static let disk = Population(gMinusR: 0.62, rMinusZ: 0.54)
  /// Young stars in arms.
  static let arm = Population(gMinusR: 0.4, rMinusZ: 0.32)
  /// Clumps of star formation with their nebulae.
  static let clump = Population(gMinusR: 0.1, rMinusZ: -0.05)
  /// What dust takes away from a disk: more in the blue.
  static let dust = Population(gMinusR: 0.4, rMinusZ: 0.25)

  /// Flux in a band over the flux in r.
  func weight(_ band: Band) -> Double {
    switch band {
    case .g: g
    case .r: 1
    case .z: z
    }
  }

  /// Redder (positive) or bluer by so many magnitudes of g - r.
  func reddened(by amount: Double) -> Population {
    var result = self
    result.g *= Magnitude.flux(amount)
    result.z *= Magnitude.flux(-0.8 * amount)
    return result
  }
}
