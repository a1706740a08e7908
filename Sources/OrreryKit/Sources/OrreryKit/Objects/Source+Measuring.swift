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
    var sums = SourceSums()
    for pixel in pixels {
      sums.add(
        x: pixel % width, y: pixel / width, value: plane[pixel], noise: noise[pixel],
        weight: weights[pixel], mask: mask?[pixel] ?? 0)
    }
    self = sums.source(gain: gain, height: height, width: width)
  }
}
