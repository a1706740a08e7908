import OrreryKit

extension DivideByNoise: TiledStage {
  func tiled(_ image: any TiledImage) throws -> any TiledImage {
    var object = image.object
    try object.flagDegenerate(image)
    var isKnown = [Bool](repeating: false, count: image.channels)
    // Mostly the first strip tells all.
    try image.forEachStrip(of: 64) { _, strip in
      let planes = try noise(of: strip.image(for: Self.self), strip)
      for (channel, plane) in planes.enumerated() where plane.contains(where: { $0 > 0 }) {
        isKnown[channel] = true
      }
      return isKnown.contains(false)
    }
    record(isKnown, of: &object)
    object.image?.unit = nil
    return DividedImage(source: image, stage: self, isKnown: isKnown, object: object)
  }
}

/// An image in units of its noise, region by region.
private struct DividedImage: TiledImage {
  let source: any TiledImage
  let stage: DivideByNoise
  let isKnown: [Bool]
  let object: SkyObject

  var height: Int { source.height }
  var width: Int { source.width }

  func read(_ region: PixelRegion) throws -> SkyObject {
    var result = try source.read(region)
    var image = try result.image(for: DivideByNoise.self)
    try stage.divide(&image, of: result, isKnown)
    result.image = image
    return result
  }
}
