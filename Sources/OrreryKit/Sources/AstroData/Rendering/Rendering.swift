/// How one plane of an image is drawn: limits, stretch, colours.
public struct Rendering: Sendable, Hashable {
  public var limits: DisplayLimits
  public var stretch: Stretch
  public var colorMap: ColorMap
  /// Pixels with one of these bits are drawn in the colour map's `missing` colour, as NaN is.
  public var hidden: PixelFlags

  public init(
    limits: DisplayLimits = .sky(upper: 99.8), stretch: Stretch = .asinh(softening: 0.1),
    colorMap: ColorMap = .grey, hidden: PixelFlags = [.missing, .outside]
  ) {
    self.limits = limits
    self.stretch = stretch
    self.colorMap = colorMap
    self.hidden = hidden
  }

  /// The scale that `picture(of:channel:)` uses, for a colour bar; `nil` where no pixel is visible.
  public func scale(of image: Image, channel: Int = 0) -> DisplayScale? {
    DisplayScale(visible(image, channel), limits: limits, stretch: stretch)
  }

  /// An 8-bit RGB picture of one plane, the image's last row on top.
  ///
  /// - Precondition: the image has pixels and the channel.
  public func picture(of image: Image, channel: Int = 0) -> PNGImage {
    let values = visible(image, channel)
    let positions = DisplayScale(values, limits: limits, stretch: stretch)?.positions(of: values)
    let (width, height) = (image.width, image.height)
    let (colors, missing) = (colorMap.colors, colorMap.missing)
    let samples = [UInt8](unsafeUninitializedCapacity: 3 * values.count) { output, filled in
      var place = 0
      for y in (0..<height).reversed() {
        for index in y * width..<(y + 1) * width {
          let position = positions?[index] ?? .nan
          let color = position.isNaN ? missing : colors[Int(position * 255 + 0.5)]
          output[place] = color.red
          output[place + 1] = color.green
          output[place + 2] = color.blue
          place += 3
        }
      }
      filled = place
    }
    return PNGImage(width: width, height: height, layout: .rgb, samples: .eight(samples))
  }

  /// The plane's pixels, NaN where hidden.
  private func visible(_ image: Image, _ channel: Int) -> [Float] {
    precondition(
      (0..<image.channels).contains(channel) && image.planeSize > 0,
      "Rendering: plane \(channel) of [\(image.channels), \(image.height), \(image.width)]")
    var values = Array(image.pixels[image.planeRange(channel)])
    guard let mask = image.mask else { return values }
    let start = channel * image.planeSize
    for index in values.indices where mask[start + index] & hidden.rawValue != 0 {
      values[index] = .nan
    }
    return values
  }
}
