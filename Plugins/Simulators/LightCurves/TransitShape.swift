import Foundation
import OrreryKit

/// A planet in front of its star, with quadratic limb darkening, for planets small against the star
/// (Mandel & Agol 2002, ApJ 580, L171, section 5).
struct TransitShape: VariableShape {
  let period: Double
  let epoch: Double
  let subclass = ""
  /// Radius of the planet over that of the star.
  let radius: Double
  /// Distance over the star's radius.
  let distance: Double
  /// Smallest separation of the centres over the star's radius.
  let impact: Double

  init(epoch: Double, _ random: inout RandomStream) {
    self.epoch = epoch
    period = 1.2 * pow(5, random.uniform())
    radius = random.uniform(0.09, 0.17)
    // Kepler's third law for a star like the sun, within some tenths.
    distance = 4.2 * pow(period, 2 / 3) * exp(0.12 * random.normal())
    impact = random.uniform(0, 0.75)
  }

  func magnitude(at time: Double, in band: PhotometricBand) -> Double {
    let phase = phase(time)
    guard phase < 0.25 || phase > 0.75 else { return 0 }  // behind the star
    let angle = 2 * .pi * phase
    let z = hypot(distance * sin(angle), impact * cos(angle))
    guard z < 1 + radius else { return 0 }
    // Limbs are darker in the blue.
    let u1 = 0.38 + 0.14 * band.colour, u2 = 0.22
    let mu = max(0, 1 - z * z).squareRoot()
    let brightness = (1 - u1 * (1 - mu) - u2 * (1 - mu) * (1 - mu)) / (1 - u1 / 3 - u2 / 6)
    let covered = min(1, (1 + radius - z) / (2 * radius))  // of the planet's disk, about
    return -2.5 * log10(1 - radius * radius * brightness * covered)
  }
}
