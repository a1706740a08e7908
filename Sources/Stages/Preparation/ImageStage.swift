import OrreryKit

/// A stage that changes an image and draws no random numbers.
///
/// A conforming stage writes `process` alone.
protocol ImageStage: Stage {
  func process(_ image: inout Image, of object: inout SkyObject) throws
}

extension ImageStage {
  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    var image = try object.image(for: Self.self)
    var result = object
    try process(&image, of: &result)
    result.image = image
    return result
  }
}

extension SkyObject {
  /// The image, for a stage that takes no other kind.
  /// - Throws: `DataError` (`invalidValue`) where it is another kind, or has no pixels.
  func image(for stage: any Stage.Type) throws -> Image {
    guard let image else {
      throw DataError(
        .invalidValue, "\(stage.info.name) takes images, \(id) is a \(kind.rawValue)")
    }
    guard !image.pixels.isEmpty else {
      throw DataError(.invalidValue, "\(stage.info.name): \(id) has no pixels")
    }
    return image
  }

  /// Flags an image of which nothing, or only one value, can be used.
  mutating func flagDegenerate(_ image: Image) {
    var first: Float?
    for index in image.pixels.indices where image.isGood(index) {
      guard let first else {
        first = image.pixels[index]
        continue
      }
      if image.pixels[index] != first { return }
    }
    flag(first == nil ? .noValidData : .constant)
  }

  /// The same of an image that is read strip by strip, as far as it must be.
  mutating func flagDegenerate(_ image: any TiledImage) throws {
    var first: Float?
    var differs = false
    try image.forEachStrip(of: 64) { _, strip in
      guard let image = strip.image else { return true }
      for index in image.pixels.indices where image.isGood(index) {
        guard let first else {
          first = image.pixels[index]
          continue
        }
        differs = image.pixels[index] != first
        if differs { return false }
      }
      return true
    }
    if !differs { flag(first == nil ? .noValidData : .constant) }
  }
}
