import OrreryKit

/// Draws an input image, all its pixels and nothing else, for objects to be marked on.
enum FieldPicture {
  /// Most pixels that are read for a picture.
  private static let pixelLimit = 400_000_000
  private static let sizeLimit = 1600

  /// The picture and the image's own size, in pixels.
  /// - Throws: `DataError` where the file holds no image of one plane or more, or too large a one.
  static func draw(_ path: String) throws -> (picture: PNGImage, width: Int, height: Int) {
    let file = try FITSFile(opening: path)
    guard let hdu = file.hdus.first(where: { $0.hasImage && $0.shape.count >= 2 }) else {
      throw DataError(.missing, "has no image", file: path)
    }
    guard hdu.width * hdu.height <= pixelLimit else {
      throw DataError(.tooLarge, "is too large for a picture of it", file: path)
    }
    let image = try file.readImage(hdu.index, planes: 0..<1)
    let step = (max(image.width, image.height) + sizeLimit - 1) / sizeLimit
    return (Rendering().picture(of: averaged(image, max(1, step))), image.width, image.height)
  }

  /// Means of the finite pixels in blocks; blocks at the upper edges may be cut.
  private static func averaged(_ image: Image, _ step: Int) -> Image {
    guard step > 1 else { return image }
    let (height, width) = ((image.height + step - 1) / step, (image.width + step - 1) / step)
    var sums = [Float](repeating: 0, count: height * width)
    var counts = sums
    for y in 0..<image.height {
      for x in 0..<image.width {
        let value = image[0, y, x]
        guard value.isFinite else { continue }
        sums[y / step * width + x / step] += value
        counts[y / step * width + x / step] += 1
      }
    }
    return Image(
      pixels: zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan }, channels: 1, height: height,
      width: width)
  }
}
