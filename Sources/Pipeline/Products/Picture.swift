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
  /// - Returns: the picture, and how its pixels are to be packed.
  func draw(_ image: Image) -> (picture: PNGImage, content: PNGImage.Content) {
    let longer = max(image.width, image.height)
    let shown =
      longer > options.size ? image.averaged(by: (longer - 1) / options.size + 1) : image
    let factor = max(1, options.size / max(1, max(shown.width, shown.height)))
    return (Self.enlarged(colors(shown), factor), factor > 1 ? .blocks : .photograph)
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

  private static func enlarged(_ picture: PNGImage, _ factor: Int) -> PNGImage {
    guard factor > 1, case .eight(let samples) = picture.samples else { return picture }
    let channels = picture.layout.channels
    let (stride, wide) = (picture.width * channels, picture.width * channels * factor)
    let result = [UInt8](unsafeUninitializedCapacity: samples.count * factor * factor) {
      output, filled in
      samples.withUnsafeBufferPointer { samples in
        for y in 0..<picture.height {
          var place = y * factor * wide
          let row = place
          for pixel in Swift.stride(from: y * stride, to: (y + 1) * stride, by: channels) {
            for _ in 0..<factor {
              for channel in 0..<channels { output[place + channel] = samples[pixel + channel] }
              place += channels
            }
          }
          for copy in 1..<factor {
            for index in 0..<wide { output[row + copy * wide + index] = output[row + index] }
          }
        }
      }
      filled = samples.count * factor * factor
    }
    return PNGImage(
      width: picture.width * factor, height: picture.height * factor, layout: picture.layout,
      samples: .eight(result))
  }
}
