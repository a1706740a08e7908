import Foundation
import OrreryKit

/// Enlarges or shrinks the image about its centre by a random factor, uniform in its logarithm.
struct Zoom: ImageAugmentation {
  var minimum = 0.8
  var maximum = 1.25
  var conserveFlux = false
  var border = Warp.Border.missing
  var probability = 1.0

  static let info = describe(
    "zoom", "Enlarges or shrinks the image about its centre by a random factor.",
    [
      Setting("minimum", "Smallest factor", range: 0.05...20),
      Setting("maximum", "Largest factor", range: 0.05...20),
      Setting("conserveFlux", "Divide by the factor squared: the total stays, not the brightness"),
      .border,
    ], missingData: "A pixel that draws on a missing one is missing; what was outside is NaN.")

  func validate() throws {
    if minimum > maximum {
      throw Settings.Failure(path: ["minimum"], reason: "\(minimum) is above maximum \(maximum)")
    }
  }

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    let factor = exp(random.uniform(log(minimum), log(maximum)))
    let warp = Warp(matrix: (1 / factor, 0, 0, 1 / factor), border: border)
    object.move(&image, by: warp)
    if conserveFlux {
      let scale = Float(1 / (factor * factor))
      for index in image.pixels.indices { image.pixels[index] *= scale }
    }
  }
}
