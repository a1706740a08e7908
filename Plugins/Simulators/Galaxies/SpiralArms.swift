import Foundation
import OrreryKit

/// Logarithmic arms r = r₀ exp(φ tan(pitch)) made of overlapping strokes of light.
struct SpiralArms {
  /// Scale length of the disk, pixels.
  let scale: Double
  /// Radii where arms begin and end, pixels.
  let start: Double
  let end: Double
  let count: Int
  /// Angle between an arm and a circle, radians.
  let pitch: Double
  /// +1: arms turn from +x to +y going outwards; -1: the other way.
  let turn: Double
  /// Angle where the first arm begins.
  var phase: Double
  /// Standard deviation across an arm over its radius.
  let width: Double

  init(scale: Double, start: Double, _ random: inout RandomStream) {
    self.scale = scale
    self.start = start
    let kind = random.uniform()
    count = kind < 0.72 ? 2 : kind < 0.88 ? 3 : 4
    end = scale * random.uniform(2.9, 4)
    pitch = random.uniform(13, 27) * .pi / 180 * (count > 2 ? 1.15 : 1)
    turn = random.uniform() < 0.5 ? 1 : -1
    phase = random.uniform(0, 2 * .pi)
    width = random.uniform(0.07, 0.115) * (count > 2 ? 0.8 : 1)
  }

  /// Strokes along the arms and clumps beside their crests, in the plane of the disk.
  func components(
    flux: Double, clumps: Double, _ random: inout RandomStream
  ) -> [LightComponent] {
    let winding = log(end / start) / tan(pitch)
    let number = max(10, Int(winding / 0.17))
    var strokes: [LightComponent] = []
    for arm in 0..<count {
      let first = phase + 2 * .pi * Double(arm) / Double(count) + 0.12 * random.normal()
      let strength = exp(0.2 * random.normal())
      for step in 0..<number {
        let along = (Double(step) + 0.5) / Double(number)
        let radius = start * exp(along * winding * tan(pitch)) * (1 + 0.025 * random.normal())
        let angle = first + turn * along * winding
        // Light follows the disk; arms fade in and out at their ends.
        let taper = min(1, along / 0.12) * min(1, (1 - along) / 0.25)
        let weight =
          strength * radius * radius * exp(-radius / scale) * taper
          * exp(0.35 * random.normal())
        let stroke = radius * winding / Double(number)
        strokes.append(
          LightComponent(
            flux: weight, x: radius * cos(angle), y: radius * sin(angle), major: 0.9 * stroke,
            minor: width * radius, angle: angle + turn * (.pi / 2 - pitch), .arm))
      }
    }
    let total = strokes.reduce(0) { $0 + $1.flux }
    for index in strokes.indices { strokes[index].flux *= flux / total }
    return strokes + knots(on: strokes, flux: clumps, &random)
  }

  private func knots(
    on strokes: [LightComponent], flux: Double, _ random: inout RandomStream
  ) -> [LightComponent] {
    let weights = (0..<4 + Int(random.uniform(0, 12))).map { _ in exp(0.7 * random.normal()) }
    let total = weights.reduce(0, +)
    return weights.map { weight in
      let host = strokes[Int(random.uniform(0, Double(strokes.count)))]
      let spread = 0.06 * scale
      let size = scale * random.uniform(0.04, 0.1)
      return LightComponent(
        flux: flux * weight / total, x: host.x + spread * random.normal(),
        y: host.y + spread * random.normal(), xx: size * size, yy: size * size, .clump)
    }
  }
}
