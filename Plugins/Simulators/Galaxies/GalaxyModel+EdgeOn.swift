import Foundation
import OrreryKit

extension GalaxyModel {
  /// A disk seen at 82 to 90 degrees: exponential in radius, sech² in height (van der Kruit &
  /// Searle 1981, A&A 95, 105), a bulge, mostly a lane of dust along the middle.
  static func edgeOn(
    _ radius: Double, _ resolution: Double, _ random: inout RandomStream
  ) -> GalaxyModel {
    var model = GalaxyModel(type: .edgeOn)
    let inclination = random.uniform(82, 90)
    let cosine = cos(inclination * .pi / 180)
    let angle = random.uniform(0, .pi)
    model.bulgeFraction = 0.32 * random.uniform() * random.uniform() + 0.02
    model.sersicIndex = random.uniform(1.2, 3)
    let bulge = SersicProfile.mixture(model.sersicIndex).scaled(by: random.uniform(0.12, 0.28))
    let shape = Self.edgeOnDisk.blended(with: bulge, share: model.bulgeFraction)
    let unit = radius / shape.halfLightRadius
    let height = unit * random.uniform(0.06, 0.13)
    let hasLane = random.uniform() < 0.7
    let depth = hasLane ? random.uniform(0.3, 0.65) : 0
    let laneWidth = 0.42 * height
    let laneOffset = random.uniform(-0.35, 0.35) * height
    let disk = 1 - model.bulgeFraction

    var parts: [LightComponent] = []
    for (share, sigma) in zip(Self.edgeOnDisk.flux, Self.edgeOnDisk.sigma) {
      let length = sigma * unit
      let tilt = pow(length * cosine, 2)
      var crest = 0.0
      for (part, variance) in [(0.68, 0.46), (0.32, 1.59)] {
        let across = variance * height * height + tilt
        parts.append(
          LightComponent(flux: disk * share * part, xx: length * length, yy: across, .disk))
        crest += part / across.squareRoot()
      }
      // Dust takes away a share of the brightness at the middle plane; it ends before the stars.
      if hasLane, length < 1.6 * unit {
        let across = laneWidth * laneWidth + 0.15 * tilt
        parts.append(
          LightComponent(
            flux: -depth * disk * share * crest * across.squareRoot(), y: laneOffset,
            xx: 0.8 * length * length, yy: across, .dust))
      }
    }
    model.components = parts.map {
      $0.mapped(cos(angle), -sin(angle), sin(angle), cos(angle))
    }
    model.add(
      bulge.scaled(by: unit), flux: model.bulgeFraction, axisRatio: random.uniform(0.6, 0.85),
      angle: angle, .old, resolution: resolution)
    model.redden(by: 0.08 + 0.1 * random.normal())
    model.halfLightRadius = radius
    model.axisRatio = height * 0.9 / unit
    model.inclination = inclination
    model.positionAngle = angle * 180 / .pi
    return model
  }

  /// Shares of flux and lengths of an exponential disk of scale length 0.6 along its major axis:
  /// its brightness seen edge-on is (x / h) K₁(x / h).
  static let edgeOnDisk: GaussianMixture = {
    let scale = 0.6
    let fitted = GaussianMixture.fit(
      { $0 / scale * besselK1($0 / scale) }, sigma: (0..<7).map { 0.06 * pow(1.75, Double($0)) },
      radii: (0..<60).map { 0.02 * pow(5 / 0.02, Double($0) / 59) })
    // From round terms of equal brightness to strips of equal brightness: one length less.
    let strips = zip(fitted.flux, fitted.sigma).map { $0 / $1 }
    let total = strips.reduce(0, +)
    return GaussianMixture(flux: strips.map { $0 / total }, sigma: fitted.sigma)
  }()

  /// The modified Bessel function K₁(x) = ∫ exp(-x cosh t) cosh t dt over t ≥ 0.
  static func besselK1(_ x: Double) -> Double {
    let step = 0.04
    var sum = 0.5 * exp(-x)
    for index in 1...400 {
      let c = cosh(step * Double(index))
      let term = exp(-x * c) * c
      sum += term
      if term < 1e-12 * sum { break }
    }
    return sum * step
  }
}
