import OrreryKit

/// Brings an image to a least size by adding missing pixels around it.
struct PadImage: ImageStage {
  var size = 64

  static let info = StageInfo(
    name: "pad-image", summary: "Adds missing pixels around the image up to a least size.",
    category: .preparation, accepts: [.image],
    settings: [Setting("size", "Least width and height", unit: "pixel", range: 1...65536)],
    missingData: "Added pixels are NaN, masked `outside`, and flag the object `edge`; put "
      + "fill-missing after to give them values.")

  func process(_ image: inout Image, of object: inout SkyObject) {
    let width = max(size, image.width)
    let height = max(size, image.height)
    object.flagDegenerate(image)
    guard width > image.width || height > image.height else { return }
    let added = width * height - image.planeSize
    object.reframe(&image, to: image.centralRegion(width: width, height: height))
    object.flag(.edge)
    object.history.append("pad-image: \(added) pixels added, to \(width) x \(height)")
  }
}
