import Foundation
import OrreryKit

/// A small field with a sloping sky, noise of deviation 5 and eight Gaussian sources, two of them
/// blended, one cut by the border. The same few lines in Python made the reference numbers:
///
///     state = state * 6364136223846793005 + 1442695040888963407 mod 2^64; u = (state >> 11) * 2^-53
///     noise = (u1 + u2 + u3 + u4 - 2) * sqrt(3) * 5
///     sky = 200 + 0.1 x + 0.05 y + 0.0002 (x - 80) (y - 64)
enum SyntheticField {
  static let width = 160
  static let height = 128
  static let sources: [(x: Double, y: Double, peak: Double, a: Double, b: Double, angle: Double)] =
    [
      (20.3, 30.7, 400, 1.6, 1.6, 0), (70.0, 64.2, 1500, 2.0, 2.0, 0),
      (77.5, 66.0, 900, 2.0, 2.0, 0), (120.6, 100.1, 250, 4.0, 2.0, 0.6),
      (140.2, 15.9, 120, 1.8, 1.8, 0), (40.0, 110.0, 80, 2.5, 1.5, -0.4),
      (157.9, 60.3, 600, 1.7, 1.7, 0), (100.25, 30.75, 5000, 1.8, 1.8, 0),
    ]

  static let image: Image = {
    var state: UInt64 = 2026
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    var values = [Double](repeating: 0, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        let noise = (uniform() + uniform() + uniform() + uniform() - 2) * 3.0.squareRoot() * 5
        let slope = 0.1 * Double(x) + 0.05 * Double(y)
        values[y * width + x] = 200 + slope + 0.0002 * Double((x - 80) * (y - 64)) + noise
      }
    }
    for source in sources {
      for y in 0..<height {
        for x in 0..<width {
          let (dx, dy) = (Double(x) - source.x, Double(y) - source.y)
          let u = dx * cos(source.angle) + dy * sin(source.angle)
          let v = -dx * sin(source.angle) + dy * cos(source.angle)
          let radius = u * u / (source.a * source.a) + v * v / (source.b * source.b)
          if radius < 200 { values[y * width + x] += source.peak * exp(-0.5 * radius) }
        }
      }
    }
    return Image(pixels: values.map(Float.init), height: height, width: width)
  }()
}
