import OrreryKit

/// Draws each pixel again as a count of photons, as a shorter exposure would have seen it.
///
/// `count ~ Poisson(gain · exposure · max(pixel + sky, 0))`, `pixel = count / (gain · exposure) − sky`.
struct AddPoissonNoise: ImageAugmentation {
  var gain = 1.0
  var sky = 0.0
  var minimumExposure = 1.0
  var maximumExposure = 1.0
  var probability = 1.0

  static let info = describe(
    "add-poisson-noise", "Draws each pixel again as a count of photons.",
    [
      Setting("gain", "Photo-electrons per unit of the image", range: 1e-9...1e9),
      Setting("sky", "Sky level that was subtracted", unit: "image unit"),
      Setting("minimumExposure", "Shortest exposure relative to the input's", range: 1e-6...1e6),
      Setting("maximumExposure", "Longest exposure relative to the input's", range: 1e-6...1e6),
    ], missingData: "NaN stays NaN; values below minus the sky count as 0 photons.")

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    let scale = gain * random.uniform(minimumExposure, maximumExposure)
    for index in image.pixels.indices where image.pixels[index].isFinite {
      let expected = scale * max(Double(image.pixels[index]) + sky, 0)
      image.pixels[index] = Float(Double(random.poisson(expected)) / scale - sky)
    }
  }
}
