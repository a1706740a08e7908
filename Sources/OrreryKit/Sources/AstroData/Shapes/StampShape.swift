internal import Foundation

/// Brightness and shape of the object in the middle of a stamp, without a model of it (Conselice 2003,
/// ApJS 147, 1; Lotz, Primack & Madau 2004, AJ 128, 163).
///
/// The background is the median of the border; the object are the pixels above it, by two deviations
/// of the border and a thousandth of the peak, that hang together with the brightest pixel of the
/// middle.
///
/// **Units** pixels for lengths, those of the image for fluxes.
public struct StampShape: Sendable, Equatable, Codable {
  /// Light inside the circle around the object's farthest pixel.
  public let flux: Double
  /// Radius of the circle that holds half of `flux`.
  public let halfLightRadius: Double
  /// 5 log₁₀ of the radii of 80 % and 20 % of `flux`: 2.7 for a disc, above 4 for an elliptical.
  public let concentration: Double
  /// Share of the light that changes in half a turn, less what noise does; 0 for an elliptical.
  public let asymmetry: Double
  /// Share of the light in lumps smaller than a quarter of the object, outside its core.
  public let clumpiness: Double
  /// How unevenly the light is spread over the object's pixels, 0 to 1.
  public let gini: Double
  /// log₁₀ of the share of the second moment in the brightest 20 % of the light.
  public let m20: Double
  /// 1 - minor / major axis, of second moments.
  public let ellipticity: Double
  /// Of the major axis, radians from +x towards +y, -π/2 to π/2.
  public let angle: Double
  /// Which way two arms wind outwards and how clearly, -1 to 1: 0 without arms; above 0 where they
  /// turn anticlockwise (from +x towards +y) on the way out. It changes its sign in a mirror.
  public let winding: Double
  /// Brightest pixel above the background.
  public let peak: Double
  /// Pixels of the object.
  public let area: Int
  /// Median of the border.
  public let background: Double
  /// One deviation of the border's pixels.
  public let noise: Double

  /// - Parameters:
  ///   - pixels: `[height, width]`; what is not finite counts as background.
  ///   - margin: pixels of the border that the background is taken from.
  /// - Returns: `nil` where no pixel of the middle is above the background.
  public init?(_ pixels: [Float], height: Int, width: Int, margin: Int = 3) {
    precondition(
      pixels.count == height * width, "StampShape: \(pixels.count) pixels of \(height) × \(width)")
    guard
      let plane = StampPlane(pixels, height: height, width: width, margin: margin)
    else { return nil }
    let growth = plane.growth
    func radius(_ share: Double) -> Double { plane.radius(holding: share, growth) }
    let moments = plane.moments
    let reach = plane.reach
    let half = radius(0.5)
    flux = growth.last ?? .nan
    halfLightRadius = half
    concentration = 5 * log10(max(radius(0.8), 0.25) / max(radius(0.2), 0.25))
    asymmetry = plane.asymmetry(reach)
    clumpiness = plane.clumpiness(reach, core: 0.5 * half, box: max(1, Int(0.25 * reach)))
    gini = plane.gini
    m20 = plane.m20
    ellipticity = 1 - (moments.minor / moments.major)
    angle = moments.angle
    winding = plane.winding(from: 0.5 * half, to: reach)
    peak = plane.peak
    area = plane.members.count
    background = plane.background
    noise = plane.noise
  }

  /// The shape of one channel of an image, or of the mean of all.
  /// - Parameter channel: `nil` for the mean.
  public init?(_ image: Image, channel: Int? = nil) {
    var plane = [Float](repeating: 0, count: image.planeSize)
    let channels = channel.map { $0...$0 } ?? 0...max(0, image.channels - 1)
    for number in channels {
      let start = number * image.planeSize
      for place in plane.indices {
        let value = image.isGood(start + place) ? image.pixels[start + place] : .nan
        plane[place] += value / Float(channels.count)
      }
    }
    self.init(plane, height: image.height, width: image.width)
  }
}
