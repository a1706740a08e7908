/// What a source is measured by, gathered pixel by pixel: its pixels need not be in memory together.
///
/// Sums depend on the order of the pixels in their last bits: they come row by row from the bottom,
/// in each from the left.
public struct SourceSums: Sendable {
  /// Pixels so far.
  public private(set) var area = 0
  /// Sum of the values so far.
  public private(set) var flux = 0.0
  private var variance = 0.0
  private var peak = -Double.infinity
  private var low = (x: Int.max, y: Int.max)
  private var high = (x: 0, y: 0)
  private var mask: UInt8 = 0
  private var isMissing = false
  private var moments = PixelMoments.Sums()

  public init() {}

  /// The first pixel; `nil` before it came.
  public var first: (x: Int, y: Int)? { moments.origin }

  /// Takes in a pixel.
  /// - Parameters:
  ///   - value: background-subtracted; NaN where there is none.
  ///   - noise: one standard deviation.
  ///   - weight: above 0; centre and shape are the moments of these.
  ///   - mask: `PixelFlags`; saturated and outside ones flag the source.
  public mutating func add(
    x: Int, y: Int, value: Float, noise: Float, weight: Float, mask bits: UInt8 = 0
  ) {
    area += 1
    low = (min(low.x, x), min(low.y, y))
    high = (max(high.x, x), max(high.y, y))
    mask |= bits
    moments.add(x: x, y: y, weight: Double(weight))
    guard value.isFinite, noise.isFinite else {
      isMissing = true
      return
    }
    flux += Double(value)
    variance += Double(noise) * Double(noise)
    peak = max(peak, Double(value))
  }

  /// The source of the pixels so far; its number is 0.
  /// - Parameters:
  ///   - gain: electrons in one unit of the values, for the source's own noise; 0 leaves it out.
  ///   - height: of the image, as `width`: a source at its border is flagged.
  public func source(gain: Double, height: Int, width: Int) -> Source {
    let moments = PixelMoments(self.moments)
    let found = PixelFlags(rawValue: mask)
    var flags: [ObjectFlag] = []
    let touchesBorder =
      low.x == 0 || low.y == 0 || high.x == width - 1 || high.y == height - 1
    if touchesBorder || found.contains(.outside) { flags.append(.edge) }
    if found.contains(.saturated) { flags.append(.saturated) }
    if isMissing { flags.append(.missingData) }
    let total = gain > 0 ? variance + max(0, flux) / gain : variance
    return Source(
      number: 0, x: moments.x, y: moments.y,
      box: PixelRegion(x: min(low.x, high.x)..<high.x + 1, y: min(low.y, high.y)..<high.y + 1),
      area: area, flux: flux, fluxError: total.squareRoot(), peak: peak,
      semiMajor: moments.semiMajor, semiMinor: moments.semiMinor, angle: moments.angle,
      flags: flags)
  }
}
