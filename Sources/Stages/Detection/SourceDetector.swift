import OrreryKit

/// Finds sources in a background-subtracted plane.
///
/// Smooth by a small Gaussian, keep what is above the threshold, group touching pixels, separate
/// blends, measure (Bertin & Arnouts 1996, A&AS 117, 393). SExtractor's cleaning of spurious
/// sources around bright ones is not done.
public struct SourceDetector: Sendable {
  public struct Options: Sendable {
    /// Threshold in units of one pixel's noise, applied to the smoothed image.
    public var threshold = 1.5
    /// Least pixels of a source.
    public var minimumArea = 5
    /// Full width at half maximum of the smoothing kernel in pixels; 0 smooths nothing.
    public var fwhm = 2.0
    public var deblender = Deblender()
    /// Electrons in one unit of the image, for the sources' own noise; 0 leaves it out.
    public var gain = 0.0

    public init() {}
  }

  /// What was found in one plane.
  public struct Detection: Sendable {
    /// Brightest first; numbers from 1.
    public var sources: [Source]
    /// The number of the source that each pixel belongs to; 0 is the sky.
    public var segmentation: [Int32]
  }

  public var options: Options

  public init(options: Options = Options()) {
    self.options = options
  }

  /// - Parameters:
  ///   - plane: background-subtracted, `[height, width]`, NaN where there is no value.
  ///   - noise: one standard deviation of each pixel, above 0.
  ///   - mask: `PixelFlags` of each pixel. A saturated pixel counts, and flags its source; a pixel
  ///     with any other flag has no weight.
  public func detect(
    plane: [Float], noise: [Float], mask: [UInt8]? = nil, height: Int, width: Int
  ) -> Detection {
    var plane = plane
    if let mask {
      for index in plane.indices where mask[index] & ~PixelFlags.saturated.rawValue != 0 {
        plane[index] = .nan
      }
    }
    let filtered = MatchedFilter(
      plane: plane, noise: noise, height: height, width: width, fwhm: options.fwhm)
    let threshold = Float(options.threshold)
    let groups = ConnectedComponents(height: height, width: width) {
      filtered.significance[$0] > threshold
    }.members
    var deblender = options.deblender
    deblender.minimumArea = options.minimumArea

    var found: [(source: Source, pixels: [Int])] = []
    for group in groups where group.count >= options.minimumArea {
      let parts = deblender.separate(
        group, values: filtered.significance, threshold: options.threshold, width: width)
      for pixels in parts {
        var source = Source(
          measuring: pixels, plane: plane, noise: noise, weights: filtered.smoothed, mask: mask,
          gain: options.gain, height: height, width: width)
        if parts.count > 1 { source.flags.append(.blended) }
        found.append((source, pixels))
      }
    }
    // Brightest first; the first pixel decides between equals.
    found.sort {
      $0.source.flux != $1.source.flux
        ? $0.source.flux > $1.source.flux : $0.pixels[0] < $1.pixels[0]
    }
    var segmentation = [Int32](repeating: 0, count: plane.count)
    for index in found.indices {
      found[index].source.number = index + 1
      for pixel in found[index].pixels { segmentation[pixel] = Int32(index + 1) }
    }
    return Detection(sources: found.map(\.source), segmentation: segmentation)
  }
}
