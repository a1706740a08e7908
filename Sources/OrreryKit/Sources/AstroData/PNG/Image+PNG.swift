extension Image {
  /// The pixels of a picture as planes: grey is one, colour three (`bands` are R, G, B).
  ///
  /// Values stay as stored, 0 to 255 or 0 to 65535; row 0 is the bottom row. Opacity is not a
  /// plane: a fully transparent pixel is NaN and `PixelFlags.missing`.
  public init(_ png: PNGImage) {
    let channels = png.layout.channels - (png.layout.hasAlpha ? 1 : 0)
    self.init(repeating: 0, channels: channels, height: png.height, width: png.width)
    if channels == 3 { bands = ["R", "G", "B"] }
    name = png.text("Title") ?? ""
    switch png.samples {
    case .eight(let samples): fill(samples, png.layout)
    case .sixteen(let samples): fill(samples, png.layout)
    }
  }

  private mutating func fill<Sample: BinaryInteger>(_ samples: [Sample], _ layout: PNGImage.Layout)
  {
    let step = layout.channels
    for y in 0..<height {
      let row = (height - 1 - y) * width * step
      for x in 0..<width {
        let start = row + x * step
        for channel in 0..<channels {
          self[channel, y, x] = Float(samples[start + channel])
        }
        guard layout.hasAlpha, samples[start + step - 1] == 0 else { continue }
        for channel in 0..<channels {
          self[channel, y, x] = .nan
          flag((channel * height + y) * width + x, .missing)
        }
      }
    }
  }
}
