import OrreryKit

/// Cuts the middle out of an image.
struct CropImage: ImageStage {
  var size = 64

  static let info = StageInfo(
    name: "crop-image",
    summary:
      "Keeps the square of this size around the image's centre, which is the object's position.",
    category: .preparation, accepts: [.image],
    settings: [Setting("size", "Side of the square", unit: "pixel", range: 1...65536)],
    missingData: "NaN and masked pixels stay as they are.")

  /// - Throws: `DataError` where the image is smaller than the square.
  func process(_ image: inout Image, of object: inout SkyObject) throws {
    guard image.width >= size, image.height >= size else {
      throw DataError(
        .invalidValue,
        "crop-image: \(object.id) has \(image.width) x \(image.height) pixels, fewer than \(size); "
          + "put pad-image before")
    }
    let (x, y) = (0.5 * Double(image.width - 1), 0.5 * Double(image.height - 1))
    if object.pixel == nil { object.pixel = (x, y) }
    if object.position == nil { object.position = image.wcs?.sky(x: x, y: y) }
    object.reframe(&image, to: image.centralRegion(width: size, height: size))
    object.history.append("crop-image: the middle \(size) pixels")
    object.flagDegenerate(image)
  }
}

extension Image {
  /// The region of this size around the image's centre.
  func centralRegion(width: Int, height: Int) -> PixelRegion {
    PixelRegion(
      centerX: 0.5 * Double(self.width - 1), centerY: 0.5 * Double(self.height - 1), width: width,
      height: height)
  }
}

extension SkyObject {
  /// Cuts image and layers to a region of the image; sources whose centres lie outside are dropped,
  /// which the history says.
  mutating func reframe(_ image: inout Image, to region: PixelRegion) {
    let cut = image.cutOut(region)
    image = cut
    layers = layers.mapValues { $0.cutOut(region, alongWith: cut) }
    let (dx, dy) = (region.x.lowerBound, region.y.lowerBound)
    sources = sources.map { source in
      var source = source
      source.x -= Double(dx)
      source.y -= Double(dy)
      source.box = PixelRegion(
        x: source.box.x.lowerBound - dx..<source.box.x.upperBound - dx,
        y: source.box.y.lowerBound - dy..<source.box.y.upperBound - dy)
      return source
    }
    let count = sources.count
    sources.removeAll {
      !(-0.5..<Double(image.width) - 0.5).contains($0.x)
        || !(-0.5..<Double(image.height) - 0.5).contains($0.y)
    }
    if sources.count < count { history.append("\(count - sources.count) sources outside dropped") }
  }
}
