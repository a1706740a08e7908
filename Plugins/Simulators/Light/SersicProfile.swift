import Foundation

/// Sersic's law I(R) ∝ exp(-b_n (R / R_e)^(1/n)) with half of the light inside R_e (Sersic 1963).
enum SersicProfile {
  /// The coefficient b_n to 1e-6 for n ≥ 0.5 (Ciotti & Bertin 1999, A&A 352, 447, equation 18).
  static func b(_ n: Double) -> Double {
    2 * n - 1 / 3 + 4 / (405 * n) + 46 / (25515 * n * n) + 131 / (1_148_175 * n * n * n)
      - 2_194_697 / (30_690_717_750 * n * n * n * n)
  }

  /// The profile of index `n` with half-light radius 1 as a sum of Gaussians.
  ///
  /// Indices between two steps of 0.25 are blended; light beyond 12 R_e is not followed, as no
  /// survey does, and the flux is that of what is left.
  static func mixture(_ n: Double) -> GaussianMixture {
    let place = min(max((n - 0.5) / 0.25, 0), Double(table.count - 1))
    let below = min(Int(place), table.count - 2)
    return table[below].blended(with: table[below + 1], share: place - Double(below))
  }

  /// Indices 0.5 to 8 in steps of 0.25.
  private static let table: [GaussianMixture] = (0...30).map { step in
    let n = 0.5 + 0.25 * Double(step)
    let b = b(n)
    let radii = (0..<90).map { 0.008 * pow(12 / 0.008, Double($0) / 89) }
    let sigma = (0..<13).map { 0.012 * pow(6.5 / 0.012, Double($0) / 12) } + [0.85]
    let mixture = GaussianMixture.fit(
      { exp(-b * (pow($0, 1 / n) - 1)) }, sigma: sigma, radii: radii)
    return mixture.scaled(by: 1 / mixture.halfLightRadius)
  }
}
