import Foundation
import OrreryKit

/// A long-period variable: magnitudes of change, faster up than down, no cycle like the one before.
struct MiraShape: VariableShape {
  let period: Double
  let epoch: Double
  let subclass = ""
  let amplitude: Double
  /// Share of the period on the way up.
  let rise: Double
  /// Height of the maxima, cycle after cycle around the epoch.
  private let heights: [Double]

  init(epoch: Double, _ random: inout RandomStream) {
    self.epoch = epoch
    period = 120 * pow(4.2, random.uniform())
    amplitude = random.uniform(2, 4.5)
    rise = random.uniform(0.36, 0.48)
    var heights: [Double] = []
    for _ in 0..<64 { heights.append(1 + 0.09 * random.normal()) }
    self.heights = heights
  }

  func magnitude(at time: Double, in band: PhotometricBand) -> Double {
    let phase = phase(time)
    let turn = ((time - epoch) / period).rounded(.down)
    // Between two minima the height is that of the maximum there.
    let isBefore = phase > 1 - rise
    let cycle = Int(turn) + (isBefore ? 1 : 0)
    let height = heights[((cycle % heights.count) + heights.count) % heights.count]
    let angle = isBefore ? .pi * (1 - phase) / rise : .pi * phase / (1 - rise)
    let light = 0.5 * (1 + cos(angle))  // 1 at the maximum
    return amplitude * pow(band.amplitude, 1.1) * (0.5 - height * pow(light, 1.15))
  }
}
