import OrreryKit

/// Adds normal noise of a random level, the same for all pixels of an object.
struct AddGaussianNoise: ImageAugmentation {
  var minimum = 0.0
  var maximum = 0.1
  var probability = 1.0

  static let info = describe(
    "add-gaussian-noise", "Adds normal noise of a random level to every pixel.",
    [
      Setting(
        "minimum", "Smallest standard deviation", unit: "image unit", range: 0...Double.infinity),
      Setting(
        "maximum", "Largest standard deviation", unit: "image unit", range: 0...Double.infinity),
    ], missingData: "NaN stays NaN; the noise is added in quadrature to the uncertainty.")

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    image.addNoise(deviation: random.uniform(minimum, maximum), random: &random)
  }
}

extension Image {
  /// Adds normal noise to every pixel, and in quadrature to the uncertainty.
  mutating func addNoise(deviation: Double, random: inout RandomStream) {
    for index in pixels.indices { pixels[index] += Float(deviation * random.normal()) }
    if uncertainty != nil {
      let variance = Float(deviation * deviation)
      for index in pixels.indices {
        uncertainty![index] = (uncertainty![index] * uncertainty![index] + variance).squareRoot()
      }
    }
  }
}
