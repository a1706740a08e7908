import OrreryKit

/// Joins square blocks of pixels.
struct BinImage: ImageStage {
  /// What the value of a block is.
  enum Method: String, Codable, CaseIterable { case mean, sum }

  var factor = 2
  var method = Method.mean

  static let info = StageInfo(
    name: "bin-image", summary: "Joins square blocks of pixels into one by their mean or sum.",
    category: .preparation, accepts: [.image],
    settings: [
      Setting("factor", "Side of a block", unit: "pixel", range: 1...1024),
      Setting(
        "method", "Mean keeps the surface brightness, sum keeps the flux",
        choices: Method.allCases.map(\.rawValue)),
    ],
    missingData:
      "NaN and masked pixels do not count; a sum is that of the good pixels scaled to the "
      + "whole block; a block with less than half good is NaN.")

  /// - Throws: `DataError` where the image is smaller than one block.
  func process(_ image: inout Image, of object: inout SkyObject) throws {
    let width = image.width / factor
    let height = image.height / factor
    guard width > 0, height > 0 else {
      throw DataError(
        .invalidValue,
        "bin-image: \(object.id) has \(image.width) x \(image.height) pixels, less than one block")
    }
    object.flagDegenerate(image)
    guard factor > 1 else { return }
    let spare = (x: image.width - width * factor, y: image.height - height * factor)
    if spare.x > 0 || spare.y > 0 {
      object.reframe(
        &image, to: PixelRegion(x: 0..<width * factor, y: 0..<height * factor))
      object.history.append(
        "bin-image: left out \(spare.x) columns and \(spare.y) rows that fill no block")
    }
    object.resample(
      &image, width: width, height: height, by: .area, conservesFlux: method == .sum)
    object.history.append("bin-image: \(method.rawValue) of \(factor) x \(factor) pixels")
  }
}

extension SkyObject {
  /// Brings image and layers to another number of pixels. Sources are measured in the old pixels
  /// and are dropped, which the history says.
  mutating func resample(
    _ image: inout Image, width: Int, height: Int, by method: Resampling, conservesFlux: Bool
  ) {
    image = image.resampled(width: width, height: height, by: method, conservesFlux: conservesFlux)
    // Binned noise depends on how the noise of pixels hangs together, and numbers do not mix.
    for name in layers.keys.sorted() where name != "background" {
      if name == "segmentation" {
        layers[name] = layers[name]?.resampled(
          width: width, height: height, by: .nearest, conservesFlux: false)
      } else {
        layers[name] = nil
        history.append("layer \(name) dropped: not true of resampled pixels")
      }
    }
    layers["background"] = layers["background"]?.resampled(
      width: width, height: height, by: method, conservesFlux: conservesFlux)
    if !sources.isEmpty {
      sources = []
      history.append("sources dropped: their measures are not those of resampled pixels")
    }
  }
}
