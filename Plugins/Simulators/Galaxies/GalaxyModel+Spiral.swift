import Foundation
import OrreryKit

extension GalaxyModel {
  /// A bulge, an exponential disk, logarithmic arms with clumps of star formation, sometimes a bar,
  /// seen at an inclination below 68 degrees.
  static func spiral(
    _ radius: Double, _ resolution: Double, _ random: inout RandomStream
  ) -> GalaxyModel {
    var model = GalaxyModel(type: .spiral)
    let cosine = random.uniform(0.38, 1)
    let angle = random.uniform(0, .pi)
    model.bulgeFraction = 0.05 + 0.3 * random.uniform() * random.uniform()
    model.sersicIndex = random.uniform(1, 3)
    let bulge = SersicProfile.mixture(model.sersicIndex).scaled(by: random.uniform(0.16, 0.3))
    let shape = SersicProfile.mixture(1).blended(with: bulge, share: model.bulgeFraction)
    let unit = radius / shape.halfLightRadius
    let scale = unit / 1.678  // of the exponential disk

    let isBarred = random.uniform() < 0.35
    let barLength = scale * random.uniform(0.9, 1.5)
    let barAngle = random.uniform(0, 2 * .pi)
    let bar = isBarred ? random.uniform(0.05, 0.13) : 0
    var arms = SpiralArms(scale: scale, start: isBarred ? barLength : 0.55 * scale, &random)
    if isBarred { arms.phase = barAngle }
    let light = random.uniform(0.38, 0.65)  // the arms' share of the disk
    let clumps = random.uniform(0.02, 0.09)
    let disk = 1 - model.bulgeFraction - bar

    // In the plane of the disk, line of nodes along x.
    var plane: [LightComponent] = []
    let smooth = SersicProfile.mixture(1).scaled(by: unit).merged(below: resolution)
    for (share, sigma) in zip(smooth.flux, smooth.sigma) {
      plane.append(
        LightComponent(
          flux: disk * (1 - light - clumps) * share, major: sigma, minor: sigma, angle: 0, .disk))
    }
    plane += arms.components(flux: disk * light, clumps: disk * clumps, &random)
    if isBarred {
      for (share, length) in [(0.6, 0.32), (0.4, 0.55)] {
        plane.append(
          LightComponent(
            flux: bar * share, major: length * barLength, minor: 0.3 * length * barLength,
            angle: barAngle, .old))
      }
    }
    let sine = (1 - cosine * cosine).squareRoot()
    model.components = plane.map {
      var tilted = $0.mapped(1, 0, 0, cosine)
      tilted.yy += pow(0.1 * scale * sine, 2)  // the disk's thickness
      return tilted.mapped(cos(angle), -sin(angle), sin(angle), cos(angle))
    }
    model.add(
      bulge.scaled(by: unit), flux: model.bulgeFraction,
      axisRatio: max(cosine, (0.55 + 0.45 * cosine * cosine).squareRoot()), angle: angle, .old,
      resolution: resolution)
    model.redden(by: 0.08 * random.normal())
    model.halfLightRadius = radius
    model.axisRatio = cosine
    model.inclination = acos(cosine) * 180 / .pi
    model.positionAngle = angle * 180 / .pi
    model.handedness = arms.turn > 0 ? .clockwise : .anticlockwise
    model.arms = arms.count
    model.isBarred = isBarred
    return model
  }
}
