internal import Foundation

extension ColorMap {
  /// Colour at -1 (blue), 0 (near white), 1 (red): lightness falls alike on both sides in Oklab
  /// (Ottosson 2020), so that equal sizes look equally strong.
  static func divergingColor(_ position: Double) -> Color {
    let size = abs(position)
    let lightness = 0.97 - 0.53 * pow(size, 1.25)
    // Chroma rises fast, then falls a little towards the dark end.
    let chroma = 0.155 * sin(.pi / 2 * min(1, 1.25 * size)) * (1 - 0.1 * size)
    let hue = (position < 0 ? 252.0 : 29.0) * .pi / 180
    return oklab(lightness, chroma * cos(hue), chroma * sin(hue))
  }

  private static func oklab(_ lightness: Double, _ a: Double, _ b: Double) -> Color {
    let l = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3)
    let m = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3)
    let s = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3)
    func encoded(_ linear: Double) -> UInt8 {
      let x = min(1, max(0, linear))
      let value = x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055
      return UInt8((value * 255).rounded())
    }
    return Color(
      encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
  }
}
