import Foundation
import OrreryKit

/// A supernova of type Ia: templates by band, slowed by its redshift and its stretch (Perlmutter et
/// al. 1997, ApJ 483, 565). No K correction: meant for z below 0.1.
struct SupernovaShape: VariableShape {
  let period = Double.nan
  let epoch: Double
  let subclass = ""
  let redshift: Double
  let stretch: Double
  /// Largest light in r, magnitudes.
  let peak: Double
  /// Dust of its galaxy, magnitudes of g - r.
  let reddening: Double

  private static let days: [Double] = [
    -18, -16, -13, -10, -7, -4, -1, 2, 5, 8, 11, 14, 17, 20, 24, 28, 32, 36, 42, 50, 60, 80, 120,
  ]
  /// Magnitudes below the largest light of each band: g falls at once, r pauses, i has a second
  /// maximum.
  private static let g: [Double] = [
    5.2, 3.4, 1.95, 1.05, 0.45, 0.12, 0, 0.04, 0.19, 0.43, 0.75, 1.1, 1.45, 1.77, 2.13, 2.4, 2.6,
    2.74, 2.88, 3.02, 3.18, 3.5, 4.1,
  ]
  private static let r: [Double] = [
    5, 3.1, 1.75, 0.95, 0.42, 0.13, 0.01, 0.01, 0.1, 0.27, 0.47, 0.62, 0.68, 0.7, 0.75, 0.88, 1.08,
    1.31, 1.6, 1.88, 2.17, 2.7, 3.7,
  ]
  private static let i: [Double] = [
    4.9, 3, 1.65, 0.86, 0.34, 0.07, 0, 0.09, 0.28, 0.5, 0.66, 0.71, 0.66, 0.57, 0.46, 0.46, 0.61,
    0.85, 1.2, 1.55, 1.93, 2.6, 3.7,
  ]

  init(epoch: Double, _ random: inout RandomStream) {
    self.epoch = epoch
    redshift = 0.012 + 0.073 * pow(random.uniform(), 0.6)
    stretch = min(1.2, max(0.75, 0.98 + 0.09 * random.normal()))
    reddening = -0.06 * log(1 - random.uniform())
    let distance = WavelengthGrid.lightSpeed * redshift / 70 * (1 + 0.77 * redshift)  // Mpc
    peak =
      -19.2 - 1.5 * (stretch - 1) + 0.1 * random.normal() + 2.3 * reddening
      + 5 * log10(distance) + 25
  }

  func magnitude(at time: Double, in band: PhotometricBand) -> Double {
    let day = (time - epoch) / (stretch * (1 + redshift))
    let table: [Double]
    switch band {
    case .u, .g: table = Self.g
    case .r: table = Self.r
    case .i, .z: table = Self.i
    }
    guard day > Self.days[0], day < Self.days[Self.days.count - 1] else { return .infinity }
    let place = Self.days.firstIndex { $0 > day } ?? 1
    let share = (day - Self.days[place - 1]) / (Self.days[place] - Self.days[place - 1])
    let below = table[place - 1] + share * (table[place] - table[place - 1])
    // Colours at the largest light: blue, then faint in i.
    let offset = [0.6, 0, 0, 0.35, 0.4][PhotometricBand.allCases.firstIndex(of: band) ?? 2]
    return below + offset + reddening * band.colour
  }
}
