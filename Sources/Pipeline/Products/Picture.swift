import OrreryKit

/// Draws objects as PNG.
struct Picture: Sendable {
  /// Names that `output.png.stretch` may be.
  static let stretches = Stretch.names
  /// Names that `output.png.colormap` may be.
  static let colormaps = ColorMap.all.map(\.name)

  let options: OutputPlan.Pictures

  /// One plane in the colour map, three as colours; small images are enlarged by a whole factor,
  /// wide ones averaged in blocks.
  func draw(_ image: Image) -> PNGImage {
    let longer = max(image.width, image.height)
    let shown =
      longer > options.size ? Self.averaged(image, (longer - 1) / options.size + 1) : image
    let factor = max(1, options.size / max(1, max(shown.width, shown.height)))
    return Self.enlarged(colors(shown), factor)
  }

  private func colors(_ image: Image) -> PNGImage {
    let stretch = Stretch(named: options.stretch) ?? .asinh(softening: 0.1)
    guard image.channels == 3 else {
      let map = ColorMap.named(options.colormap) ?? .grey
      return Rendering(stretch: stretch, colorMap: map).picture(of: image)
    }
    let composite =
      options.stretch == "asinh" ? ColorComposite.standard : .plain(.minMax, stretch)
    return composite.picture(
      of: image, channels: Self.isBlueFirst(image.bands) ? (2, 1, 0) : (0, 1, 2))
  }

  /// Filters are named from blue to red (`g, r, z`), planes of a picture from red to blue.
  private static func isBlueFirst(_ bands: [String]) -> Bool {
    guard let first = bands.first?.lowercased(), let last = bands.last?.lowercased() else {
      return false
    }
    return ["u", "g", "b"].contains(first) && ["r", "i", "z", "y"].contains(last)
  }

  /// Means of the finite pixels in blocks.
  private static func averaged(_ image: Image, _ factor: Int) -> Image {
    let (height, width) = (max(1, image.height / factor), max(1, image.width / factor))
    var result = Image(
      repeating: .nan, channels: image.channels, height: height, width: width)
    result.bands = image.bands
    for channel in 0..<image.channels {
      for y in 0..<height {
        for x in 0..<width {
          var sum: Float = 0
          var count: Float = 0
          for row in y * factor..<min((y + 1) * factor, image.height) {
            for column in x * factor..<min((x + 1) * factor, image.width) {
              let value = image[channel, row, column]
              if value.isFinite {
                sum += value
                count += 1
              }
            }
          }
          if count > 0 { result[channel, y, x] = sum / count }
        }
      }
    }
    return result
  }

  private static func enlarged(_ picture: PNGImage, _ factor: Int) -> PNGImage {
    guard factor > 1, case .eight(let samples) = picture.samples else { return picture }
    let channels = picture.layout.channels
    var result: [UInt8] = []
    result.reserveCapacity(samples.count * factor * factor)
    for y in 0..<picture.height {
      var row: [UInt8] = []
      for x in 0..<picture.width {
        let start = (y * picture.width + x) * channels
        for _ in 0..<factor { row += samples[start..<start + channels] }
      }
      for _ in 0..<factor { result += row }
    }
    return PNGImage(
      width: picture.width * factor, height: picture.height * factor, layout: picture.layout,
      samples: .eight(result))
  }
}
