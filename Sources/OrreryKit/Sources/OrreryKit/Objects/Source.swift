/// One source found in an image: position, flux and shape from its pixels' moments (as SExtractor
/// defines them; Bertin & Arnouts 1996, A&AS 117, 393).
public struct Source: Sendable {
  /// Its number in the segmentation layer, from 1.
  public var number: Int
  /// Barycentre in pixels from 0.
  public var x: Double
  public var y: Double
  /// Bounding box of its pixels.
  public var box: PixelRegion
  /// Pixels above the threshold.
  public var area: Int
  /// Sum of its background-subtracted pixels, in the image's unit.
  public var flux: Double
  /// One standard deviation of `flux`.
  public var fluxError: Double
  /// Highest pixel.
  public var peak: Double
  /// Root-mean-square extent along the major and minor axis, in pixels.
  public var semiMajor: Double
  public var semiMinor: Double
  /// Angle of the major axis from +x towards +y, radians, -π/2 to π/2.
  public var angle: Double
  public var flags: [ObjectFlag]

  public init(
    number: Int, x: Double, y: Double, box: PixelRegion, area: Int, flux: Double,
    fluxError: Double, peak: Double, semiMajor: Double, semiMinor: Double, angle: Double,
    flags: [ObjectFlag] = []
  ) {
    self.number = number
    self.x = x
    self.y = y
    self.box = box
    self.area = area
    self.flux = flux
    self.fluxError = fluxError
    self.peak = peak
    self.semiMajor = semiMajor
    self.semiMinor = semiMinor
    self.angle = angle
    self.flags = flags
  }
}
