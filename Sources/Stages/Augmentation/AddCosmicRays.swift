import Foundation
import OrreryKit

/// Adds straight tracks of charge as cosmic rays leave them, in one channel each.
struct AddCosmicRays: ImageAugmentation {
  var meanNumber = 1.0
  var meanLength = 5.0
  var charge = 10.0
  var mask = false
  var probability = 1.0

  static let info = describe(
    "add-cosmic-rays", "Adds straight tracks of charge as cosmic rays leave them.",
    [
      Setting("meanNumber", "Mean number of hits in an image (Poisson)", range: 0...1e6),
      Setting("meanLength", "Mean length of a track (exponential)", unit: "pixel", range: 0...1e4),
      Setting(
        "charge", "Mean charge per pixel of track (exponential)", unit: "image unit",
        range: 0...Double.infinity),
      Setting("mask", "Mark the hit pixels as cosmic rays in the mask"),
    ], missingData: "NaN stays NaN.", reference: "Groom 2002, Exp. Astron. 14, 45")

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    for _ in 0..<random.poisson(meanNumber) {
      let channel = Int(random.uniform(0, Double(image.channels)))
      var x = random.uniform(0, Double(image.width)), y = random.uniform(0, Double(image.height))
      let angle = random.uniform(0, 2 * .pi)
      let length = max(1, -meanLength * log(1 - random.uniform()))
      let deposit = Float(-charge * log(1 - random.uniform()))
      for _ in 0..<Int(length.rounded(.up)) {
        guard (0..<image.width).contains(Int(x)), (0..<image.height).contains(Int(y)), x >= 0,
          y >= 0
        else { break }
        image[channel, Int(y), Int(x)] += deposit
        if mask {
          image.flag((channel * image.height + Int(y)) * image.width + Int(x), .cosmicRay)
        }
        x += cos(angle)
        y += sin(angle)
      }
    }
  }
}
