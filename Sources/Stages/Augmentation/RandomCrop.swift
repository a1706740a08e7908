import OrreryKit

/// Cuts a square out of a random place of the image, and of its layers along with it.
struct RandomCrop: ImageAugmentation {
  var size = 256
  var probability = 1.0

  static let info = describe(
    "random-crop", "Cuts a square out of a random place of the image and its layers.",
    [Setting("size", "Side of the square", unit: "pixel", range: 1...65536)],
    missingData: "NaN and mask move with the pixels.")

  /// - Throws: `DataError` where the image is smaller than the square.
  func augment(
    _ image: inout Image, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    guard image.width >= size, image.height >= size else {
      throw DataError(
        .invalidValue,
        "random-crop: \(object.id) has \(image.width) x \(image.height) pixels, fewer than \(size)")
    }
    let x = Int(random.uniform(0, Double(image.width - size + 1)))
    let y = Int(random.uniform(0, Double(image.height - size + 1)))
    object.reframe(&image, to: PixelRegion(x: x..<x + size, y: y..<y + size))
    object.movePositions { ($0 - Double(x), $1 - Double(y)) }
  }
}
