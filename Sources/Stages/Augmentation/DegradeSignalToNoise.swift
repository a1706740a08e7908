import Foundation
import OrreryKit

/// Adds read noise until the brightest smoothed pixel stands at a random signal-to-noise ratio.
///
/// Signal: the highest of the 3×3 means above the median. Noise: 1.4826 times the median absolute
/// deviation. An image that is below the target already is left as it is.
struct DegradeSignalToNoise: ImageAugmentation {
  var minimum = 5.0
  var maximum = 50.0
  var probability = 1.0

  static let info = describe(
    "degrade-signal-to-noise", "Adds read noise down to a random peak signal-to-noise ratio.",
    [
      Setting("minimum", "Lowest target", range: 0.1...1e6),
      Setting("maximum", "Highest target", range: 0.1...1e6),
    ],
    missingData: "NaN takes no part and stays NaN; an image without valid pixels is left as it is.")

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    let target = exp(random.uniform(log(minimum), log(maximum)))
    let good = OrderedValues(image.goodValues(in: image.pixels.indices))
    guard !good.isEmpty else { return }
    let deviation = 1.4826 * good.medianAbsoluteDeviation
    let noise = peak(of: image, above: Float(good.median)) / target
    let added = noise * noise - deviation * deviation
    if added > 0 { image.addNoise(deviation: added.squareRoot(), random: &random) }
  }

  private func peak(of image: Image, above median: Float) -> Double {
    var highest = 0.0
    for channel in 0..<image.channels {
      for y in 1..<max(image.height - 1, 1) {
        for x in 1..<max(image.width - 1, 1) {
          var sum: Float = 0
          for dy in -1...1 { for dx in -1...1 { sum += image[channel, y + dy, x + dx] - median } }
          if sum.isFinite { highest = max(highest, Double(sum) / 9) }
        }
      }
    }
    return highest
  }
}
