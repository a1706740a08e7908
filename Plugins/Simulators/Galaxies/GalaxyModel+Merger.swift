import Foundation
import OrreryKit

extension GalaxyModel {
  /// Two galaxies that disturb each other: two nuclei, lopsided bodies, a bridge, tidal tails and
  /// knots of star formation (Toomre & Toomre 1972, ApJ 178, 623).
  static func merger(
    _ radius: Double, _ resolution: Double, _ random: inout RandomStream
  ) -> GalaxyModel {
    var model = GalaxyModel(type: .merger)
    let size = 0.72 * radius
    let isLate = random.uniform() < 0.2  // one body is left, with its tails
    let ratio = isLate ? random.uniform(0.05, 0.15) : random.uniform(0.3, 1)
    let axis = random.uniform(0, 2 * .pi)
    let distance = size * (isLate ? random.uniform(0.25, 0.6) : random.uniform(1, 2.9))
    let dry = random.uniform() < 0.3  // two ellipticals
    let turn = random.uniform() < 0.5 ? 1.0 : -1.0
    let primary = (x: 0.0, y: 0.0)
    let secondary = (x: distance * cos(axis), y: distance * sin(axis))
    let secondSize = size * ratio.squareRoot() * random.uniform(0.7, 1)
    model.addBody(
      flux: 1, radius: size, at: primary, towards: axis, dry: dry, resolution, &random)
    model.addBody(
      flux: ratio, radius: secondSize, at: secondary, towards: axis + .pi, dry: dry, resolution,
      &random)
    let body: Population = dry ? .old : .disk
    if !isLate, random.uniform() < 0.7 {
      model.addBridge(
        to: secondary, flux: random.uniform(0.03, 0.12), width: 0.2 * size, body, &random)
    }
    let tails = isLate ? random.uniform(0.12, 0.25) : random.uniform(0.05, 0.2) * (dry ? 0.6 : 1)
    model.addTail(
      from: primary, direction: axis + .pi + 0.5 * random.normal(), turn: turn, flux: tails,
      radius: size, body, &random)
    if random.uniform() < 0.7 {
      model.addTail(
        from: secondary, direction: axis + 0.5 * random.normal(), turn: turn,
        flux: 0.7 * tails * max(ratio, 0.4), radius: isLate ? size : secondSize, body, &random)
    }
    if !dry { model.addKnots(flux: random.uniform(0.02, 0.1), radius: size, &random) }
    // A survey centres on the brighter nucleus or, where it does not part them, on the light.
    if random.uniform() < 0.35 {
      let share = ratio / (1 + ratio)
      model.components = model.components.map {
        $0.moved(x: -share * secondary.x, y: -share * secondary.y)
      }
    }
    model.redden(by: 0.08 * random.normal())
    model.halfLightRadius = radius
    model.positionAngle = (axis * 180 / .pi).truncatingRemainder(dividingBy: 180)
    return model
  }

  /// A galaxy pulled out of shape: its outskirts are displaced from its nucleus.
  private mutating func addBody(
    flux: Double, radius: Double, at place: (x: Double, y: Double), towards axis: Double, dry: Bool,
    _ resolution: Double, _ random: inout RandomStream
  ) {
    let angle = random.uniform(0, .pi)
    let ratio = dry ? random.uniform(0.65, 0.95) : random.uniform(0.4, 0.9)
    let index = dry ? random.uniform(2.5, 4.5) : random.uniform(1, 1.8)
    let nucleus = dry ? 0.12 : random.uniform(0.08, 0.25)
    add(
      SersicProfile.mixture(2).scaled(by: 0.2 * radius), flux: flux * nucleus, x: place.x,
      y: place.y, axisRatio: 0.9, angle: 0, .old, resolution: resolution)
    if flux >= 1 {
      (sersicIndex, axisRatio, bulgeFraction) = (index, ratio, nucleus)
    }
    let profile = SersicProfile.mixture(index).scaled(by: radius).merged(below: resolution)
    let pull = random.uniform(0.1, 0.45) * (dry ? 0.5 : 1)
    let direction = axis + random.normal()
    for (share, sigma) in zip(profile.flux, profile.sigma) {
      let shift = pull * min(sigma, 1.6 * radius)
      components.append(
        LightComponent(
          flux: flux * (1 - nucleus) * share, x: place.x + shift * cos(direction),
          y: place.y + shift * sin(direction), major: sigma, minor: sigma * ratio,
          angle: angle + 0.25 * sigma / radius, dry ? .old : .disk))
    }
  }

  /// Light between the nuclei.
  private mutating func addBridge(
    to end: (x: Double, y: Double), flux: Double, width: Double, _ population: Population,
    _ random: inout RandomStream
  ) {
    let bow = random.uniform(-0.35, 0.35)
    for step in 1...7 {
      let along = Double(step) / 8
      let side = bow * 4 * along * (1 - along)
      components.append(
        LightComponent(
          flux: flux / 7 * exp(0.3 * random.normal()), x: along * end.x - side * end.y,
          y: along * end.y + side * end.x, xx: width * width, yy: width * width, population))
    }
  }

  /// A curved stream that widens and fades outwards.
  private mutating func addTail(
    from place: (x: Double, y: Double), direction: Double, turn: Double, flux: Double,
    radius: Double, _ population: Population, _ random: inout RandomStream
  ) {
    let reach = random.uniform(1.6, 3.4)
    let bend = random.uniform(0.9, 2.2)
    let count = 18
    let weights = (0..<count).map { step in
      exp(-1.3 * Double(step) / Double(count) + 0.25 * random.normal())
    }
    let total = weights.reduce(0, +)
    for (step, weight) in weights.enumerated() {
      let along = (Double(step) + 0.5) / Double(count)
      let distance = radius * (0.7 + reach * along)
      let angle = direction + turn * bend * along
      let width = radius * (0.13 + 0.12 * along)
      components.append(
        LightComponent(
          flux: flux * weight / total, x: place.x + distance * cos(angle),
          y: place.y + distance * sin(angle), major: 1.6 * width, minor: width,
          angle: angle + turn * atan(bend * (0.7 + reach * along) / reach), population))
    }
  }

  private mutating func addKnots(flux: Double, radius: Double, _ random: inout RandomStream) {
    let hosts = components
    let count = 3 + Int(random.uniform(0, 7))
    for _ in 0..<count {
      let host = hosts[Int(random.uniform(0, Double(hosts.count)))]
      let size = radius * random.uniform(0.05, 0.12)
      components.append(
        LightComponent(
          flux: flux / Double(count) * exp(0.5 * random.normal()),
          x: host.x + 0.5 * radius * random.normal(), y: host.y + 0.5 * radius * random.normal(),
          xx: size * size, yy: size * size, .clump))
    }
  }
}
