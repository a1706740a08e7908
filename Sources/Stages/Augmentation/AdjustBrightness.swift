import OrreryKit

/// Changes contrast and brightness at random: `mean + contrast · (pixel − mean) + brightness`.
struct AdjustBrightness: ImageAugmentation {
  var brightness = 0.1
  var contrast = 0.1
  var perChannel = false
  var probability = 1.0

  static let info = describe(
    "adjust-brightness", "Changes contrast and brightness at random.",
    [
      Setting(
        "brightness", "Largest amount added either way", unit: "image unit",
        range: 0...Double.infinity),
      Setting("contrast", "Largest change of the factor 1 either way", range: 0...1),
      Setting("perChannel", "Draw for each channel: colours change too"),
    ], missingData: "NaN takes no part in the mean and stays NaN.")

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    var factor: Float = 1, offset: Float = 0
    for channel in 0..<image.channels {
      if channel == 0 || perChannel {
        factor = Float(1 + random.uniform(-contrast, contrast))
        offset = Float(random.uniform(-brightness, brightness))
      }
      let range = image.planeRange(channel)
      let good = range.filter { image.isGood($0) }
      let sum = good.reduce(0.0) { $0 + Double(image.pixels[$1]) }
      let mean = good.isEmpty ? 0 : Float(sum / Double(good.count))
      for index in range {
        image.pixels[index] = mean + factor * (image.pixels[index] - mean) + offset
      }
    }
  }
}
