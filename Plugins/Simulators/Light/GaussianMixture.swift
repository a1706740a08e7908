import Foundation

/// A round profile as a sum of Gaussians: any Gaussian convolution of it is then exact (Hogg & Lang
/// 2013, PASP 125, 719).
struct GaussianMixture: Sendable {
  /// Share of the flux; the shares add up to 1.
  var flux: [Double]
  /// Standard deviation of each term along an axis.
  var sigma: [Double]

  /// Radius that holds half of the flux.
  var halfLightRadius: Double { radius(enclosing: 0.5) }

  /// Radius that holds `share` of the flux, by bisection.
  func radius(enclosing share: Double) -> Double {
    var low = 0.0
    var high = 10 * (sigma.max() ?? 1)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if enclosed(middle) < share { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  /// Share of the flux inside `radius`.
  func enclosed(_ radius: Double) -> Double {
    var sum = 0.0
    for (f, s) in zip(flux, sigma) { sum += f * (1 - exp(-0.5 * (radius / s) * (radius / s))) }
    return sum
  }

  /// The same profile, `factor` times as large.
  func scaled(by factor: Double) -> GaussianMixture {
    GaussianMixture(flux: flux, sigma: sigma.map { $0 * factor })
  }

  /// `share` of another mixture and the rest of this one.
  func blended(with other: GaussianMixture, share: Double) -> GaussianMixture {
    if share <= 0 { return self }
    if share >= 1 { return other }
    return GaussianMixture(
      flux: flux.map { $0 * (1 - share) } + other.flux.map { $0 * share },
      sigma: sigma + other.sigma)
  }

  /// The same with all terms narrower than `sigmaLimit` put into one: what a much wider point
  /// spread function will not tell apart.
  func merged(below sigmaLimit: Double) -> GaussianMixture {
    var narrow = (flux: 0.0, moment: 0.0)
    var result = GaussianMixture(flux: [], sigma: [])
    for (f, s) in zip(flux, sigma) {
      if s < sigmaLimit {
        narrow.flux += f
        narrow.moment += f * s * s
      } else {
        result.flux.append(f)
        result.sigma.append(s)
      }
    }
    if narrow.flux > 0 {
      result.flux.append(narrow.flux)
      result.sigma.append((narrow.moment / narrow.flux).squareRoot())
    }
    return result
  }

  /// The non-negative fit of terms of given widths to a surface brightness, least squares in flux
  /// per logarithm of radius.
  ///
  /// - Parameters:
  ///   - brightness: surface brightness at a radius; its total is of no matter.
  ///   - radii: where to compare, equally spaced in the logarithm.
  static func fit(
    _ brightness: (Double) -> Double, sigma: [Double], radii: [Double]
  ) -> GaussianMixture {
    let count = sigma.count
    let target = radii.map { $0 * $0 * brightness($0) }
    let terms = sigma.map { s in
      radii.map { r in r * r * exp(-0.5 * (r / s) * (r / s)) / (2 * .pi * s * s) }
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double {
      var sum = 0.0
      for index in a.indices { sum += a[index] * b[index] }
      return sum
    }
    let gram = terms.map { a in terms.map { b in dot(a, b) } }
    let right = terms.map { dot($0, target) }
    // Coordinate descent: each step is the best non-negative value of one term.
    var flux = [Double](repeating: 0, count: count)
    for _ in 0..<1500 {
      for k in 0..<count {
        var gradient = right[k]
        for j in 0..<count { gradient -= gram[k][j] * flux[j] }
        flux[k] = max(0, flux[k] + gradient / gram[k][k])
      }
    }
    let total = flux.reduce(0, +)
    let kept = flux.indices.filter { flux[$0] > 1e-5 * total }
    let sum = kept.reduce(0.0) { $0 + flux[$1] }
    return GaussianMixture(flux: kept.map { flux[$0] / sum }, sigma: kept.map { sigma[$0] })
  }
}
