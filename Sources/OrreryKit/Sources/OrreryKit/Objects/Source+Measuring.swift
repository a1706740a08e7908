extension Source {
  /// Measures a source from the pixels that belong to it: flux, barycentre, shape, flags.
  ///
  /// The number is 0: whoever makes the list gives it.
  /// - Parameters:
  ///   - pixels: indices into the planes, ascending.
  ///   - plane: background-subtracted, `[height, width]`, NaN where there is no value.
  ///   - noise: one standard deviation of each pixel.
  ///   - weights: what centre and shape are the moments of, above 0 at `pixels`: the smoothed plane.
  ///   - mask: `PixelFlags` of each pixel; saturated and outside ones flag the source.
  ///   - gain: electrons in one unit of the plane, for the source's own noise; 0 leaves it out.
  public init(
    measuring pixels: [Int], plane: [Float], noise: [Float], weights: [Float], mask: [UInt8]?,
    gain: Double, height: Int, width: Int
  ) {
    var low = (x: Int.max, y: Int.max)
    var high = (x: 0, y: 0)
    var flux = 0.0
    var variance = 0.0
    var peak = -Double.infinity
    var bits: UInt8 = 0
    var missing = false
    for pixel in pixels {
      let (x, y) = (pixel % width, pixel / width)
      low = (min(low.x, x), min(low.y, y))
      high = (max(high.x, x), max(high.y, y))
      if let mask { bits |= mask[pixel] }
      guard plane[pixel].isFinite, noise[pixel].isFinite else {
        missing = true
        continue
      }
      let value = Double(plane[pixel])
      flux += value
      variance += Double(noise[pixel]) * Double(noise[pixel])
      peak = max(peak, value)
    }
    if gain > 0 { variance += max(0, flux) / gain }
    let moments = PixelMoments(pixels: pixels, weights: weights, width: width)
    let found = PixelFlags(rawValue: bits)
    var flags: [ObjectFlag] = []
    let touchesBorder =
      low.x == 0 || low.y == 0 || high.x == width - 1 || high.y == height - 1
    if touchesBorder || found.contains(.outside) { flags.append(.edge) }
    if found.contains(.saturated) { flags.append(.saturated) }
    if missing { flags.append(.missingData) }
    self.init(
      number: 0, x: moments.x, y: moments.y,
      box: PixelRegion(x: low.x..<high.x + 1, y: low.y..<high.y + 1), area: pixels.count,
      flux: flux, fluxError: variance.squareRoot(), peak: peak, semiMajor: moments.semiMajor,
      semiMinor: moments.semiMinor, angle: moments.angle, flags: flags)
  }
}
