import Foundation
import OrreryKit

/// Adds a plane of random direction and slope, zero at the centre.
struct AddBackgroundGradient: ImageAugmentation {
  var maximum = 0.1
  var probability = 1.0

  static let info = describe(
    "add-background-gradient", "Adds a plane of random direction and slope, zero at the centre.",
    [
      Setting(
        "maximum", "Largest difference between the centre and the edge", unit: "image unit",
        range: 0...Double.infinity)
    ], missingData: "NaN stays NaN.")

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    let amplitude = random.uniform(0, maximum)
    let angle = random.uniform(0, 2 * .pi)
    let centre = (x: Double(image.width - 1) / 2, y: Double(image.height - 1) / 2)
    let radius = max(centre.x, centre.y, 1)
    for channel in 0..<image.channels {
      for y in 0..<image.height {
        for x in 0..<image.width {
          let along = (Double(x) - centre.x) * cos(angle) + (Double(y) - centre.y) * sin(angle)
          image[channel, y, x] += Float(amplitude * along / radius)
        }
      }
    }
  }
}
