import OrreryKit

/// Draws one image of an object's FITS product, so that layers can lie over one another.
enum LayerPicture {
  /// Pixels in the longer side of a picture; larger images are drawn by every n-th pixel.
  private static let sizeLimit = 2048
  /// Okabe & Ito (2008), without black: distinct for colour-blind eyes too.
  private static let palette = [
    0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7,
  ].map { Color(hex: $0) }

  /// A map of labels in colours on nothing, what can be negative from blue to red, the rest from
  /// dark to bright; three planes as colours. `nil` where there is no pixel to draw.
  static func draw(_ image: Image, name: String) -> PNGImage? {
    guard image.planeSize > 0, image.channels > 0 else { return nil }
    let image = thinned(image)
    let name = name.lowercased()
    if name.contains("segmentation") || name.contains("label") { return labels(image) }
    if name == "cutout" || name == "input" {
      return image.channels == 3
        ? ColorComposite.standard.picture(of: image) : Rendering().picture(of: image)
    }
    let finite = image.pixels[image.planeRange(0)].filter(\.isFinite)
    if let low = finite.min(), let high = finite.max(), low < 0, high > 0 {
      let reach = max(-low, high)
      return Rendering(
        limits: .values(lower: -reach, upper: reach), stretch: .linear, colorMap: .diverging
      ).picture(of: image)
    }
    let isProbability = name.contains("probability")
    return Rendering(
      limits: isProbability ? .values(lower: 0, upper: 1) : .percentiles(lower: 0, upper: 99.8),
      stretch: .linear, colorMap: .inferno
    ).picture(of: image)
  }

  /// A colour for each label; 0 and what is missing are transparent.
  private static func labels(_ image: Image) -> PNGImage {
    var samples: [UInt8] = []
    samples.reserveCapacity(4 * image.planeSize)
    for y in (0..<image.height).reversed() {
      for x in 0..<image.width {
        let value = image[0, y, x]
        guard value.isFinite, value > 0, value < 1e9 else {
          samples += [0, 0, 0, 0]
          continue
        }
        let color = palette[(Int(value) - 1 + palette.count) % palette.count]
        samples += [color.red, color.green, color.blue, 255]
      }
    }
    return PNGImage(
      width: image.width, height: image.height, layout: .rgba, samples: .eight(samples))
  }

  /// Every n-th pixel: labels must not be averaged.
  private static func thinned(_ image: Image) -> Image {
    let step = (max(image.width, image.height) + sizeLimit - 1) / sizeLimit
    guard step > 1 else { return image }
    let (height, width) = (image.height / step, image.width / step)
    guard height > 0, width > 0 else { return image }
    var result = Image(repeating: .nan, channels: image.channels, height: height, width: width)
    for channel in 0..<image.channels {
      for y in 0..<height {
        for x in 0..<width { result[channel, y, x] = image[channel, y * step, x * step] }
      }
    }
    return result
  }
}
