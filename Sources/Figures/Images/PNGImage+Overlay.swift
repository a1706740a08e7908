import AstroData

extension PNGImage {
  /// The picture in grey with numbers laid over it in colour: the larger, the more opaque.
  ///
  /// - Parameters:
  ///   - values: `[height, width]` of the picture, row 0 at the bottom as in `Image`; those that are
  ///     not finite leave the picture as it is.
  ///   - scale: of `colorMap`; opacity grows with the distance from 0.
  public func overlaid(_ values: [Float], scale: DisplayScale, colorMap: ColorMap) -> PNGImage {
    precondition(
      values.count == width * height,
      "overlaid: \(values.count) values on \(width) × \(height) pixels")
    let largest = max(abs(scale.lower), abs(scale.upper))
    var result: [UInt8] = []
    result.reserveCapacity(3 * values.count)
    let colors = colors
    for y in 0..<height {
      for x in 0..<width {
        let place = 3 * (y * width + x)
        let (red, green, blue) = (
          Int(colors[place]), Int(colors[place + 1]), Int(colors[place + 2])
        )
        let level = UInt8((30 * red + 59 * green + 11 * blue) / 100)
        let grey = Color(level, level, level)
        let value = values[(height - 1 - y) * width + x]
        let share = largest > 0 && value.isFinite ? min(1, Double(abs(value) / largest)) : 0
        let color = grey.mixed(
          with: colorMap.color(at: value.isFinite ? scale.position(of: value) : 0),
          0.85 * share.squareRoot())
        result += [color.red, color.green, color.blue]
      }
    }
    return PNGImage(width: width, height: height, layout: .rgb, samples: .eight(result))
  }

  /// Pictures below each other on white, each at the left; the texts are those of the first.
  public static func column(_ pictures: [PNGImage]) -> PNGImage {
    let width = pictures.map(\.width).max() ?? 1
    var samples: [UInt8] = []
    for picture in pictures {
      let colors = picture.colors
      for y in 0..<picture.height {
        samples += colors[3 * y * picture.width..<3 * (y + 1) * picture.width]
        samples += [UInt8](repeating: 255, count: 3 * (width - picture.width))
      }
    }
    return PNGImage(
      width: width, height: max(1, samples.count / 3 / width), layout: .rgb,
      samples: .eight(samples.isEmpty ? [255, 255, 255] : samples),
      texts: pictures.first?.texts ?? [])
  }

  /// Pictures side by side on one height, the smaller enlarged by nearest pixels.
  public static func row(_ pictures: [PNGImage], gap: Int = 2) -> PNGImage {
    let height = pictures.map(\.height).max() ?? 1
    let widths = pictures.map { max(1, $0.width * height / $0.height) }
    let width = widths.reduce(0, +) + gap * max(0, pictures.count - 1)
    var samples = [UInt8](repeating: 0, count: 3 * max(1, width) * height)
    var start = 0
    for (picture, own) in zip(pictures, widths) {
      let colors = picture.colors
      for y in 0..<height {
        for x in 0..<own {
          let from = 3 * (y * picture.height / height * picture.width + x * picture.width / own)
          let to = 3 * (y * width + start + x)
          for channel in 0..<3 { samples[to + channel] = colors[from + channel] }
        }
      }
      start += own + gap
    }
    return PNGImage(width: max(1, width), height: height, layout: .rgb, samples: .eight(samples))
  }
}
