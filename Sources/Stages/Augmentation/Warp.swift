import OrreryKit

/// An affine map of pixel coordinates about the image's centre, applied by bilinear interpolation.
///
/// Output pixel (x, y) takes the value at `centre + matrix · ((x, y) − centre − shift)`.
struct Warp {
  /// What stands outside the input image.
  enum Border: String, Codable, Sendable, CaseIterable {
    /// NaN, masked as `outside`.
    case missing
    /// The image mirrored at its edge.
    case reflect
    /// The nearest pixel of the edge.
    case nearest
  }

  /// Inverse map, row by row: `(a, b, c, d)` of `[[a, b], [c, d]]`.
  var matrix = (1.0, 0.0, 0.0, 1.0)
  /// Pixels by which the content moves in x and y.
  var shift = (x: 0.0, y: 0.0)
  var border = Border.missing

  /// The warped image. A pixel that draws on a missing one is missing; its mask joins the bits of
  /// the four pixels it draws on. WCS and uncertainty are dropped: neither is true any longer.
  func applied(to image: Image) -> Image {
    let height = image.height, width = image.width
    var result = image
    result.wcs = nil
    result.uncertainty = nil
    var mask = [UInt8](repeating: 0, count: image.pixels.count)
    let centre = (x: Double(width - 1) / 2, y: Double(height - 1) / 2)
    for y in 0..<height {
      for x in 0..<width {
        let dx = Double(x) - centre.x - shift.x, dy = Double(y) - centre.y - shift.y
        let sx = centre.x + matrix.0 * dx + matrix.1 * dy
        let sy = centre.y + matrix.2 * dx + matrix.3 * dy
        for channel in 0..<image.channels {
          let target = (channel * height + y) * width + x
          (result.pixels[target], mask[target]) = sample(image, channel, sx, sy)
        }
      }
    }
    result.mask = mask.contains { $0 != 0 } ? mask : nil
    return result
  }

  private func sample(_ image: Image, _ channel: Int, _ x: Double, _ y: Double) -> (Float, UInt8) {
    // A coordinate that misses a pixel's centre by rounding alone is taken as that centre.
    let nearX = x.rounded(), nearY = y.rounded()
    let x = abs(x - nearX) < 1e-6 ? nearX : x
    let y = abs(y - nearY) < 1e-6 ? nearY : y
    let x0 = x.rounded(.down), y0 = y.rounded(.down)
    let fx = Float(x - x0), fy = Float(y - y0)
    var value: Float = 0
    var bits: UInt8 = 0
    for (row, column, weight) in [
      (y0, x0, (1 - fx) * (1 - fy)), (y0, x0 + 1, fx * (1 - fy)), (y0 + 1, x0, (1 - fx) * fy),
      (y0 + 1, x0 + 1, fx * fy),
    ] where weight > 0 {
      guard let i = inside(row, image.height), let j = inside(column, image.width) else {
        return (.nan, PixelFlags.outside.rawValue)
      }
      let index = (channel * image.height + i) * image.width + j
      value += weight * image.pixels[index]
      bits |= image.mask?[index] ?? 0
    }
    if !value.isFinite { bits |= PixelFlags.missing.rawValue }
    return (value, bits)
  }

  private func inside(_ position: Double, _ count: Int) -> Int? {
    let index = Int(position)
    if (0..<count).contains(index) { return index }
    switch border {
    case .missing: return nil
    case .nearest: return min(max(index, 0), count - 1)
    case .reflect:
      if count == 1 { return 0 }
      let period = 2 * (count - 1)
      let folded = ((index % period) + period) % period
      return folded < count ? folded : period - folded
    }
  }
}

extension Setting {
  /// The setting of stages that move pixels.
  static let border = Setting(
    "border", "What stands outside the input: NaN, the mirrored image or the nearest pixel",
    choices: Warp.Border.allCases.map(\.rawValue))
}
