/// A colour of a picture: red, green and blue of 8 bits, sRGB.
@frozen
public struct Color: Sendable, Hashable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  @inlinable
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// From 0xRRGGBB.
  @inlinable
  public init(hex: UInt32) {
    self.init(UInt8(hex >> 16 & 255), UInt8(hex >> 8 & 255), UInt8(hex & 255))
  }

  public static let black = Color(0, 0, 0)
  public static let white = Color(255, 255, 255)

  /// The colour between this one (0) and `other` (1), straight in sRGB.
  public func mixed(with other: Color, _ fraction: Double) -> Color {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      let t = min(1, max(0, fraction.isNaN ? 0 : fraction))
      return UInt8((Double(a) + (Double(b) - Double(a)) * t).rounded())
    }
    return Color(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }
}
