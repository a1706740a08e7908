/// Why a pixel or sample is not an ordinary measurement. Combined bits; 0 is a good pixel.
@frozen
public struct PixelFlags: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// NaN, infinite or BLANK in the input: no value there.
  public static let missing = PixelFlags(rawValue: 1)
  /// At or above saturation.
  public static let saturated = PixelFlags(rawValue: 2)
  /// Hit by a cosmic ray.
  public static let cosmicRay = PixelFlags(rawValue: 4)
  /// Flagged by the instrument's own quality mask.
  public static let instrument = PixelFlags(rawValue: 8)
  /// Outside the image that was read: padding.
  public static let outside = PixelFlags(rawValue: 16)
  /// Erased or damaged on purpose by an augmentation.
  public static let erased = PixelFlags(rawValue: 32)
  /// Filled with a value that was not measured.
  public static let filled = PixelFlags(rawValue: 64)
}
