/// A scale of 256 colours for the values of one plane, and a colour for values that are missing.
public struct ColorMap: Sendable, Hashable {
  public let name: String
  /// 256 colours from the lowest to the highest value.
  public let colors: [Color]
  /// The colour of NaN and of pixels that are hidden.
  public var missing: Color

  /// Colours at equal steps; those between are interpolated.
  ///
  /// - Precondition: at least two.
  public init(name: String, knots: [Color], missing: Color) {
    precondition(knots.count >= 2, "ColorMap: \(knots.count) colours")
    self.name = name
    self.missing = missing
    colors = (0..<256).map { index in
      let place = Double(index * (knots.count - 1)) / 255
      let lower = min(Int(place), knots.count - 2)
      return knots[lower].mixed(with: knots[lower + 1], place - Double(lower))
    }
  }

  /// The colour of a position from 0 to 1; `missing` for NaN.
  @inlinable
  public func color(at position: Float) -> Color {
    guard !position.isNaN else { return missing }
    return colors[Int(min(1, max(0, position)) * 255 + 0.5)]
  }

  /// The same colours from the highest to the lowest value.
  public var reversed: ColorMap {
    ColorMap(name: name + "-reversed", knots: colors.reversed(), missing: missing)
  }

  /// The map of this name, or of `NAME-reversed`; `nil` where there is none.
  public static func named(_ name: String) -> ColorMap? {
    let isReversed = name.hasSuffix("-reversed")
    let base = isReversed ? String(name.dropLast("-reversed".count)) : name
    guard let map = all.first(where: { $0.name == base }) else { return nil }
    return isReversed ? map.reversed : map
  }

  /// Every built-in map.
  public static let all: [ColorMap] = [grey, viridis, magma, inferno, diverging]

  /// Black to white.
  public static let grey = ColorMap(
    name: "grey", knots: [.black, .white], missing: Color(hex: 0x7A_2E3B))

  /// Violet over green to yellow, even in lightness (van der Walt & Smith 2015, public domain).
  public static let viridis = ColorMap(name: "viridis", hex: viridisKnots, missing: 0xB0B0B0)
  /// Black over violet to pale yellow, even in lightness (same authors).
  public static let magma = ColorMap(name: "magma", hex: magmaKnots, missing: 0x6E8F8B)
  /// Black over red to yellow, even in lightness (same authors).
  public static let inferno = ColorMap(name: "inferno", hex: infernoKnots, missing: 0x6E8F8B)

  /// Blue over near-white to red, symmetric in lightness: for differences and attributions.
  public static let diverging = ColorMap(
    name: "diverging", knots: (0...50).map { divergingColor(Double($0) / 25 - 1) },
    missing: Color(hex: 0x5A5A5A))

  private init(name: String, hex: String, missing: UInt32) {
    let digits = Array(hex.utf8.filter { $0 != UInt8(ascii: "\n") })
    let knots = stride(from: 0, to: digits.count - 5, by: 6).map { start in
      Color(hex: UInt32(String(decoding: digits[start..<start + 6], as: UTF8.self), radix: 16) ?? 0)
    }
    self.init(name: name, knots: knots, missing: Color(hex: missing))
  }
}
