import OrreryKit

/// Makes random detector columns bad: dead (missing) or hot.
struct AddBadColumns: ImageAugmentation {
  var meanNumber = 1.0
  var hotLevel = 0.0
  var probability = 1.0

  static let info = describe(
    "add-bad-columns", "Makes random detector columns dead or hot.",
    [
      Setting("meanNumber", "Mean number of columns (Poisson)", range: 0...1e4),
      Setting(
        "hotLevel", "Added to a bad column; 0 makes it dead: NaN, masked", unit: "image unit"),
    ], missingData: "NaN stays NaN; dead columns become NaN, masked as erased.")

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    for _ in 0..<random.poisson(meanNumber) {
      let x = Int(random.uniform(0, Double(image.width)))
      for row in 0..<image.channels * image.height {
        let index = row * image.width + x
        if hotLevel == 0 { image.erase(index) } else { image.pixels[index] += Float(hotLevel) }
      }
    }
  }
}

extension Image {
  /// Takes a pixel's value away on purpose.
  mutating func erase(_ index: Int) {
    pixels[index] = .nan
    flag(index, .erased)
  }
}
