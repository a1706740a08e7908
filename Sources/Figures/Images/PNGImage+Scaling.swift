import AstroData

extension PNGImage {
  /// The picture in another number of pixels, 8 bits of red, green and blue: the mean where pixels
  /// grow, the nearest one otherwise.
  /// - Precondition: at least one pixel.
  public func scaled(width: Int, height: Int) -> PNGImage {
    precondition(width > 0 && height > 0, "PNGImage.scaled: \(width) × \(height)")
    if width == self.width, height == self.height, layout == .rgb, case .eight = samples {
      return self
    }
    let colors = colors
    let columns = (0..<width).map { Self.range($0, width, self.width) }
    var result: [UInt8] = []
    result.reserveCapacity(3 * width * height)
    for y in 0..<height {
      let rows = Self.range(y, height, self.height)
      for range in columns {
        var (red, green, blue) = (0, 0, 0)
        for row in rows {
          for column in range {
            let place = 3 * (row * self.width + column)
            red += Int(colors[place])
            green += Int(colors[place + 1])
            blue += Int(colors[place + 2])
          }
        }
        let count = rows.count * range.count
        result.append(UInt8(red / count))
        result.append(UInt8(green / count))
        result.append(UInt8(blue / count))
      }
    }
    return PNGImage(width: width, height: height, layout: .rgb, samples: .eight(result))
  }

  /// The pixels under one of `count` areas.
  private static func range(_ index: Int, _ count: Int, _ total: Int) -> Range<Int> {
    let start = index * total / count
    return start..<max(start + 1, (index + 1) * total / count)
  }
}
