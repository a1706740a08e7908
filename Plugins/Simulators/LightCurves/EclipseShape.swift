import Foundation
import OrreryKit

/// Two stars that cover each other: apart (two narrow dips) or in touch (light never rests).
struct EclipseShape: VariableShape {
  let period: Double
  let epoch: Double
  let subclass: String
  /// Depths in magnitudes of r.
  let primary: Double
  let secondary: Double
  /// Half the length of an eclipse over the period.
  let halfWidth: Double
  /// Share of an eclipse that has a flat floor.
  let floor: Double
  /// Change outside eclipses by the stars' tidal shape, half range in magnitudes.
  let ellipsoidal: Double
  /// Depth of the primary over that in r, per step of colour: the hotter star is hidden.
  let colour: Double

  init(epoch: Double, _ random: inout RandomStream) {
    self.epoch = epoch
    if random.uniform() < 0.45 {
      subclass = "contact"
      period = random.uniform(0.25, 0.65)
      let depth = random.uniform(0.2, 0.75)
      ellipsoidal = 0.42 * depth
      primary = 0.3 * depth
      secondary = primary * random.uniform(0.4, 0.95)
      halfWidth = 0.16
      floor = 0
      colour = 0.02
    } else {
      subclass = "detached"
      period = 0.8 * pow(10, random.uniform())
      primary = random.uniform(0.25, 1.3)
      secondary = primary * random.uniform(0.08, 0.9)
      halfWidth = min(0.11, random.uniform(0.05, 0.085) * pow(period, -0.35))
      floor = random.uniform() < 0.3 ? random.uniform(0.2, 0.5) : 0
      ellipsoidal = 0.03 * random.uniform()
      colour = 0.08
    }
  }

  func magnitude(at time: Double, in band: PhotometricBand) -> Double {
    let phase = phase(time)
    let first = min(phase, 1 - phase), second = abs(phase - 0.5)
    let tint = 1 + colour * band.colour
    return primary * tint * dip(first) + secondary / tint * dip(second)
      + ellipsoidal * cos(4 * .pi * phase)
  }

  /// From 1 in the middle of an eclipse to 0 at its ends; the limbs are darker than the centres.
  private func dip(_ distance: Double) -> Double {
    let x = distance / halfWidth
    guard x < 1 else { return 0 }
    let edge = max(0, (x - floor) / (1 - floor))
    return pow(1 - edge * edge, 1.3)
  }
}
