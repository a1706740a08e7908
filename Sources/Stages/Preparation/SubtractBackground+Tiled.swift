import OrreryKit

extension SubtractBackground: TiledStage {
  /// The mesh is measured in one pass over strips of a row of boxes.
  func tiled(_ image: any TiledImage) throws -> any TiledImage {
    var object = image.object
    try object.flagDegenerate(image)
    let maps = try (0..<image.channels).map { channel in
      try BackgroundMap(height: image.height, width: image.width, options: options) { rows in
        guard rows.count <= box else {
          throw DataError(
            .tooLarge,
            "subtract-background: no box of \(box) pixels is half good, which takes the whole image "
              + "in memory; take a larger box")
        }
        let strip = try image.read(PixelRegion(x: 0..<image.width, y: rows))
        return try strip.image(for: Self.self).goodPlane(channel)[...]
      }
    }
    // What it says of the layers of an image without pixels is what it says of the whole.
    if var template = object.image {
      subtract(maps, in: PixelRegion(x: 0..<0, y: 0..<0), from: &template, &object)
    }
    record(maps, of: &object, unit: object.image?.unit)
    return SubtractedImage(source: image, stage: self, maps: maps, object: object)
  }
}

/// An image without its sky, region by region.
private struct SubtractedImage: TiledImage {
  let source: any TiledImage
  let stage: SubtractBackground
  let maps: [BackgroundMap?]
  let object: SkyObject

  var height: Int { source.height }
  var width: Int { source.width }

  func read(_ region: PixelRegion) throws -> SkyObject {
    var result = try source.read(region)
    var image = try result.image(for: SubtractBackground.self)
    stage.subtract(maps, in: region, from: &image, &result)
    result.image = image
    return result
  }
}
