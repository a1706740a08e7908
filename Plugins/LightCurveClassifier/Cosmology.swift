import Foundation

/// Distances in a flat universe with Ω_m = 0.3 (Hogg 1999, arXiv:astro-ph/9905116).
enum Cosmology {
  /// In units of c / H₀: (1 + z) ∫ dz' / E(z'), E² = 0.3 (1 + z')³ + 0.7, by Simpson's rule.
  static func luminosityDistance(_ redshift: Double) -> Double {
    let steps = 16
    var sum = 0.0
    for step in 0...steps {
      let z = redshift * Double(step) / Double(steps)
      let weight: Double = step == 0 || step == steps ? 1 : step % 2 == 1 ? 4 : 2
      sum += weight / (0.3 * pow(1 + z, 3) + 0.7).squareRoot()
    }
    return (1 + redshift) * sum * redshift / Double(3 * steps)
  }
}
