import Foundation
import OrreryKit

/// Convolves with a round Gaussian of random width: the same sky through worse seeing.
struct BlurPSF: ImageAugmentation {
  var minimumFWHM = 0.5
  var maximumFWHM = 2.5
  var probability = 1.0

  static let info = describe(
    "blur-psf", "Convolves with a round Gaussian of random width.",
    [
      Setting("minimumFWHM", "Smallest full width at half maximum", unit: "pixel", range: 0...100),
      Setting("maximumFWHM", "Largest full width at half maximum", unit: "pixel", range: 0...100),
    ],
    missingData:
      "Missing pixels take no part (weights of the others are raised) and stay missing.")

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    let sigma = random.uniform(minimumFWHM, maximumFWHM) / 2.354820045
    image = Self.blurred(image, sigma: sigma)
  }

  /// The image convolved with a Gaussian of deviation `sigma` pixels, missing pixels left out.
  static func blurred(_ image: Image, sigma: Double) -> Image {
    guard sigma > 0 else { return image }
    let radius = Int((4 * sigma).rounded(.up))
    let kernel = (-radius...radius).map { Float(exp(-0.5 * pow(Double($0) / sigma, 2))) }
    let height = image.height, width = image.width
    var result = image
    result.uncertainty = nil
    for channel in 0..<image.channels {
      let start = channel * image.planeSize
      var value = [Float](repeating: 0, count: image.planeSize)
      var weight = value
      for index in value.indices where image.isGood(start + index) {
        (value[index], weight[index]) = (image.pixels[start + index], 1)
      }
      for (count, stride, lines, step) in [(width, 1, height, width), (height, width, width, 1)] {
        value = convolved(value, kernel, count, stride, lines, step)
        weight = convolved(weight, kernel, count, stride, lines, step)
      }
      for index in value.indices where image.isGood(start + index) {
        result.pixels[start + index] = value[index] / weight[index]
      }
    }
    return result
  }

  /// One pass along lines of `count` values that lie `stride` apart.
  private static func convolved(
    _ input: [Float], _ kernel: [Float], _ count: Int, _ stride: Int, _ lines: Int, _ step: Int
  ) -> [Float] {
    let radius = kernel.count / 2
    var output = [Float](repeating: 0, count: input.count)
    for line in 0..<lines {
      for i in 0..<count {
        var sum: Float = 0
        for k in max(0, i - radius)...min(count - 1, i + radius) {
          sum += kernel[k - i + radius] * input[line * step + k * stride]
        }
        output[line * step + i * stride] = sum
      }
    }
    return output
  }
}
