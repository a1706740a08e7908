/// The pixels of an image that are asked for: a rectangle in a range of planes.
struct ImagePart {
  let x: Range<Int>
  let y: Range<Int>
  let planes: Range<Int>
  /// Width and height of the whole image.
  private let width: Int
  private let height: Int

  var count: Int { x.count * y.count * planes.count }

  /// - Throws: `DataError` `missing` where a part lies outside, `tooLarge`.
  init(_ hdu: HDU, region: PixelRegion? = nil, planes: Range<Int>? = nil) throws {
    width = hdu.width
    height = hdu.height
    let planeCount = hdu.planeCount
    x = region?.x ?? 0..<width
    y = region?.y ?? 0..<height
    self.planes = planes ?? 0..<planeCount
    func inside(_ part: Range<Int>, _ length: Int) -> Bool {
      part.lowerBound >= 0 && part.upperBound <= length && !part.isEmpty
    }
    guard inside(x, width), inside(y, height) else {
      throw DataError(.missing, "region x \(x), y \(y) is not inside \(width) × \(height) pixels")
    }
    guard inside(self.planes, planeCount) else {
      throw DataError(.missing, "planes \(self.planes) are not inside 0..<\(planeCount)")
    }
  }

  /// Runs of pixels that lie together, all of one length, and where they start in the image.
  var runs: (length: Int, starts: [Int]) {
    if x.count == width, y.count == height {
      return (count, [planes.lowerBound * width * height])
    }
    if x.count == width {
      return (
        width * y.count, planes.map { ($0 * height + y.lowerBound) * width }
      )
    }
    var starts: [Int] = []
    starts.reserveCapacity(planes.count * y.count)
    for plane in planes {
      for row in y { starts.append((plane * height + row) * width + x.lowerBound) }
    }
    return (x.count, starts)
  }
}
