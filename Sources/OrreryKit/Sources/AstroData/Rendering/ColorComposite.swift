internal import Foundation

/// How three planes make one colour picture.
public enum ColorComposite: Sendable, Hashable {
  /// Colour is kept and brightness is asinh-stretched (Lupton et al. 2004, PASP 116, 133):
  /// I = (r + g + b) / 3 above the sky, R = r asinh(Q I / s) / (Q I), likewise G and B; a pixel
  /// brighter than white is scaled down with its colour kept. `softening` is Q; s is the brightness
  /// range that is shown linearly, in the standard deviations of the sky. With `isBalanced` each
  /// plane is first divided by the standard deviation of its sky, for planes in counts whose zero
  /// points are unknown; without it the ratios of the values are the colours.
  case lupton(softening: Double, linearRange: Double, isBalanced: Bool)
  /// Each plane by itself between its limits.
  case plain(DisplayLimits, Stretch)

  /// Balanced planes, Q = 8 over ten standard deviations of the sky.
  public static let standard = ColorComposite.lupton(
    softening: 8, linearRange: 10, isBalanced: true)

  /// An 8-bit RGB picture, the image's last row on top.
  ///
  /// - Parameters:
  ///   - channels: planes for red, green and blue.
  ///   - missing: colour of a pixel that is NaN or hidden in any of the planes.
  /// - Precondition: the image has pixels and the channels.
  public func picture(
    of image: Image, channels: (red: Int, green: Int, blue: Int) = (0, 1, 2),
    missing: Color = Color(hex: 0x7A_2E3B), hidden: PixelFlags = [.missing, .outside]
  ) -> PNGImage {
    let planes = [channels.red, channels.green, channels.blue].map { channel -> [Float] in
      precondition(
        (0..<image.channels).contains(channel) && image.planeSize > 0,
        "ColorComposite: plane \(channel) of [\(image.channels), \(image.height), \(image.width)]")
      return image.planeRange(channel).map {
        (image.mask?[$0] ?? 0) & hidden.rawValue == 0 && image.pixels[$0].isFinite
          ? image.pixels[$0] : .nan
      }
    }
    let color = converter(planes)
    let (width, height) = (image.width, image.height)
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * width * height)
    for y in (0..<height).reversed() {
      for index in y * width..<(y + 1) * width {
        let (r, g, b) = (planes[0][index], planes[1][index], planes[2][index])
        let result = r.isNaN || g.isNaN || b.isNaN ? missing : color(r, g, b)
        samples.append(result.red)
        samples.append(result.green)
        samples.append(result.blue)
      }
    }
    return PNGImage(width: width, height: height, layout: .rgb, samples: .eight(samples))
  }

  private func converter(_ planes: [[Float]]) -> (Float, Float, Float) -> Color {
    switch self {
    case .plain(let limits, let stretch):
      let scales = planes.map { DisplayScale($0, limits: limits, stretch: stretch) }
      func level(_ value: Float, _ scale: DisplayScale?) -> UInt8 {
        UInt8((scale?.position(of: value) ?? 0) * 255 + 0.5)
      }
      return { Color(level($0, scales[0]), level($1, scales[1]), level($2, scales[2])) }
    case .lupton(let softening, let range, let isBalanced):
      precondition(
        softening.isFinite && softening > 0 && range.isFinite && range > 0,
        "ColorComposite: \(self) has no use")
      let skies = planes.map(Self.sky)
      let deviation = skies.reduce(0) { $0 + $1.deviation } / 3
      // Planes without noise (a model, a mask): a hundredth of the brightest stands for it.
      let brightest = planes.joined().reduce(0) { $1 > $0 ? $1 : $0 }
      let noise = deviation > 0 ? deviation : max(Double(brightest) / 100, 1e-30)
      let q = softening
      // A pixel of one linear range is a tenth of white, as in the paper's pictures.
      let s = range * noise
      let slope = 0.1 / Foundation.asinh(0.1 * q)
      let canBalance = isBalanced && skies.allSatisfy { $0.deviation > 0 }
      let weights = skies.map { canBalance ? noise / $0.deviation : 1 }
      return { red, green, blue in
        let r = max(0, Double(red) - skies[0].level) * weights[0]
        let g = max(0, Double(green) - skies[1].level) * weights[1]
        let b = max(0, Double(blue) - skies[2].level) * weights[2]
        let intensity = (r + g + b) / 3
        guard intensity > 0 else { return .black }
        var factor = Foundation.asinh(q * intensity / s) * slope / intensity
        let top = max(r, g, b) * factor
        if top > 1 { factor /= top }
        func level(_ value: Double) -> UInt8 { UInt8(min(255, value * factor * 255 + 0.5)) }
        return Color(level(r), level(g), level(b))
      }
    }
  }

  /// Level (one standard deviation below the median) and standard deviation of the sky.
  private static func sky(_ plane: [Float]) -> (level: Double, deviation: Double) {
    let sample = OrderedValues(sampling: plane.filter(\.isFinite), 200_000)
    guard !sample.isEmpty else { return (0, 0) }
    let deviation = 1.4826 * sample.medianAbsoluteDeviation
    return (sample.median - deviation, deviation)
  }
}
