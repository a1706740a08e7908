/// Puts 0 in place of missing pixels, as a model takes them, and counts: pixel by pixel, in any
/// order and in parts.
///
/// Missing are those that are not finite or carry `missing`, `outside`, `cosmicRay` or `instrument`.
/// Saturated pixels keep their values.
public struct PixelFill: Sendable {
  /// Lowest and highest of the values that stand.
  public private(set) var low = Float.infinity
  public private(set) var high = -Float.infinity
  /// Pixels that were taken in, and those of them that became 0.
  public private(set) var count = 0
  public private(set) var filled = 0
  public private(set) var isSaturated = false

  public init() {}

  /// `missing | outside | cosmicRay | instrument`.
  private static let unusable = PixelFlags([.missing, .outside, .cosmicRay, .instrument]).rawValue

  /// Takes pixels in and makes them what a model takes.
  /// - Parameter mask: empty where every pixel is good.
  public mutating func take(_ pixels: inout [Float], mask: [UInt8]) {
    precondition(
      mask.isEmpty || mask.count == pixels.count,
      "PixelFill: \(mask.count) flags for \(pixels.count) pixels")
    count += pixels.count
    for index in pixels.indices {
      let bits = mask.isEmpty ? 0 : mask[index]
      if bits & PixelFlags.saturated.rawValue != 0 { isSaturated = true }
      let value = pixels[index]
      if value.isFinite && bits & Self.unusable == 0 {
        low = min(low, value)
        high = max(high, value)
      } else {
        pixels[index] = 0
        filled += 1
      }
    }
  }

  /// What the object must be flagged with.
  public var flags: [ObjectFlag] {
    let saturated: [ObjectFlag] = isSaturated ? [.saturated] : []
    if filled == count { return saturated + [.noValidData] }
    let missing: [ObjectFlag] = filled > 0 ? [.missingData] : []
    if low == high { return saturated + missing + [.constant] }
    return saturated + missing + (filled > 0 ? [.filled] : [])
  }

  /// False of an image of which nothing can be said: without a valid pixel, or of one value alone.
  public var isUsable: Bool { filled < count && low != high }
}
