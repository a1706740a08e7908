import OrreryKit

extension Image {
  /// The pixels of a region, which may reach over the border: what lies outside is NaN, flagged
  /// `outside`. The WCS moves along.
  public func cutOut(_ region: PixelRegion) -> Image {
    var result = cutPixels(region)
    result.moveOrigin(x: region.x.lowerBound, y: region.y.lowerBound)
    return result
  }

  /// `cutOut` of a layer on the same sky as an image: it takes the cut image's header and WCS,
  /// because moving those costs more than a stamp's pixels.
  func cutOut(_ region: PixelRegion, alongWith cut: Image) -> Image {
    var result = cutPixels(region)
    result.header = cut.header
    result.wcs = cut.wcs
    return result
  }

  private func cutPixels(_ region: PixelRegion) -> Image {
    let outside = PixelFlags.outside.rawValue
    var result = self
    result.width = region.x.count
    result.height = region.y.count
    let count = channels * result.planeSize
    result.pixels = [Float](repeating: .nan, count: count)
    let reachesOver =
      region.x.lowerBound < 0 || region.y.lowerBound < 0 || region.x.upperBound > width
      || region.y.upperBound > height
    result.mask =
      mask != nil || reachesOver
      ? [UInt8](repeating: outside, count: count) : nil
    if uncertainty != nil { result.uncertainty = [Float](repeating: .nan, count: count) }

    let columns = region.x.clamped(to: 0..<width)
    for channel in 0..<channels where !columns.isEmpty {
      for y in region.y.clamped(to: 0..<height) {
        let from = (channel * height + y) * width + columns.lowerBound
        let to =
          (channel * result.height + y - region.y.lowerBound) * result.width + columns.lowerBound
          - region.x.lowerBound
        result.pixels.replaceSubrange(
          to..<to + columns.count, with: pixels[from..<from + columns.count])
        if let uncertainty {
          result.uncertainty?.replaceSubrange(
            to..<to + columns.count, with: uncertainty[from..<from + columns.count])
        }
        if result.mask != nil {
          for offset in 0..<columns.count { result.mask?[to + offset] = mask?[from + offset] ?? 0 }
        }
      }
    }
    return result
  }

  /// The WCS after the pixel that was (`x`, `y`) became (0, 0).
  private mutating func moveOrigin(x: Int, y: Int) {
    guard x != 0 || y != 0 else { return }
    wcs = wcs?.cropped(x: x, y: y)
    // Without a solution that can be moved, the header's cards would be untrue.
    header.setWCS(wcs)
  }

  /// The WCS after pixels became these factors times as large.
  mutating func scalePixels(x factorX: Double, y factorY: Double) {
    wcs = wcs?.resampled(x: factorX, y: factorY)
    header.setWCS(wcs)
  }
}

extension PixelRegion {
  /// A region of this size with its centre as near as whole pixels allow.
  /// - Parameters x, y: in pixels from 0; a pixel's centre has whole coordinates.
  public init(centerX x: Double, centerY y: Double, width: Int, height: Int) {
    let left = Int((x - 0.5 * Double(width - 1)).rounded())
    let bottom = Int((y - 0.5 * Double(height - 1)).rounded())
    self.init(x: left..<left + width, y: bottom..<bottom + height)
  }
}
