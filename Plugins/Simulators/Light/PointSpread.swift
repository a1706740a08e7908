import Foundation

/// What the atmosphere, the optics and the pixels make of a point: a sum of elliptical Gaussians.
struct PointSpread: Sendable {
  /// The radial law of the seeing.
  enum Profile: String, Codable, Sendable, CaseIterable {
    case moffat, gaussian
    /// A core with 85 % of the light in a halo 2.5 times as wide.
    case doubleGaussian = "double-gaussian"
  }

  /// Shares of flux, adding up to 1, and second moments in pixels².
  private(set) var terms: [(flux: Double, xx: Double, xy: Double, yy: Double)] = []
  /// Full width at half maximum in pixels, before the pixels' own width.
  let fwhm: Double

  /// - Parameters:
  ///   - fwhm: full width at half maximum in pixels (geometric mean of both axes).
  ///   - beta: exponent of the Moffat wings: 4.765 for turbulence alone (Trujillo et al. 2001,
  ///     MNRAS 328, 977), 2.5 to 3.5 at real telescopes.
  ///   - ellipticity: 1 - b / a.
  ///   - angle: of the major axis from +x towards +y, radians.
  ///   - cutoff: smallest share of flux of a term that is kept.
  init(
    profile: Profile, fwhm: Double, beta: Double = 3, ellipticity: Double = 0, angle: Double = 0,
    cutoff: Double = 0.004
  ) {
    self.fwhm = fwhm
    let mixture: GaussianMixture
    switch profile {
    case .gaussian: mixture = GaussianMixture(flux: [1], sigma: [fwhm / 2.354820045])
    case .doubleGaussian:
      let sigma = fwhm / 2.354820045
      mixture = GaussianMixture(flux: [0.85, 0.15], sigma: [sigma, 2.5 * sigma])
    case .moffat: mixture = Self.moffat(fwhm: fwhm, beta: beta, cutoff: cutoff)
    }
    let stretch = 1 / (1 - ellipticity)
    let c = cos(angle), s = sin(angle)
    for (flux, sigma) in zip(mixture.flux, mixture.sigma) {
      let major = sigma * sigma * stretch, minor = sigma * sigma / stretch
      // A square pixel widens what it samples by a variance of 1/12 in each axis.
      terms.append(
        (
          flux, major * c * c + minor * s * s + 1 / 12, (major - minor) * c * s,
          major * s * s + minor * c * c + 1 / 12
        ))
    }
  }

  /// Moffat's law (1 + r²/α²)^-β is a gamma-weighted sum of Gaussians: with τ the mixing variable,
  /// σ² = α² / 2τ and flux ∝ τ^(β-1) e^-τ per ln τ; a sum over equal steps of ln τ converges fast.
  static func moffat(fwhm: Double, beta: Double, cutoff: Double) -> GaussianMixture {
    let alpha = 0.5 * fwhm / (pow(2, 1 / beta) - 1).squareRoot()
    let steps = (-24...6).map { (beta - 1) * exp(0.95 * Double($0)) }
    let shares = steps.map { pow($0, beta - 1) * exp(-$0) }
    let total = shares.reduce(0, +)
    let kept = shares.indices.filter { shares[$0] > cutoff * total }
    let sum = kept.reduce(0.0) { $0 + shares[$1] }
    return GaussianMixture(
      flux: kept.map { shares[$0] / sum },
      sigma: kept.map { alpha / (2 * steps[$0]).squareRoot() })
  }

  /// The narrowest standard deviation of a term, in pixels.
  var narrowest: Double { terms.map { min($0.xx, $0.yy) }.min().map { $0.squareRoot() } ?? 0 }
}
