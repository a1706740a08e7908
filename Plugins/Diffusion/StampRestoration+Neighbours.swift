import Foundation
import OrreryKit

extension StampRestoration {
  /// Stamps over which another of the same batch was laid, as chance lays galaxies beside one another
  /// on the sky: what is learned is to give back the one in the middle alone.
  ///
  /// Light adds up, values behind an asinh stretch do not: with `softening` c and the sky's level s,
  /// the median of the stamp's border, a value v stands for the light c sinh((v - s) / c). The other
  /// stamp is shifted by a fifth to a half of the side, and is of a fifth to all of its brightness.
  ///
  /// **Shapes** `[N, channels, H, W]`.
  func withNeighbours(_ images: Tensor, random: inout RandomStream) -> Tensor {
    let count = images.shape[0]
    guard configuration.neighbours > 0, count > 1 else { return images }
    let (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3])
    let plane = height * width
    let pixels = images.scalars
    var result = pixels
    for place in 0..<count {
      guard random.uniform() < configuration.neighbours else { continue }
      let other = (place + 1 + Int(random.uniform(0, Double(count - 1)))) % count
      let distance = random.uniform(0.2, 0.5) * Double(min(height, width))
      let angle = random.uniform(0, 2 * .pi)
      let (dx, dy) = (
        Int((distance * cos(angle)).rounded()), Int((distance * sin(angle)).rounded())
      )
      let brightness = Float(exp(random.uniform(log(0.2), 0)))
      for channel in 0..<channels {
        let (own, its) = (
          (place * channels + channel) * plane, (other * channels + channel) * plane
        )
        let level = Self.level(pixels[own..<own + plane], height: height, width: width)
        let itsLevel = Self.level(pixels[its..<its + plane], height: height, width: width)
        for y in max(0, dy)..<min(height, height + dy) {
          for x in max(0, dx)..<min(width, width + dx) {
            let added =
              brightness * light(pixels[its + (y - dy) * width + x - dx], over: itsLevel)
            let pixel = own + y * width + x
            result[pixel] = value(light(pixels[pixel], over: level) + added, over: level)
          }
        }
      }
    }
    return Tensor(result, shape: images.shape)
  }

  /// The light that a value stands for, in units of the value where it is faint.
  private func light(_ value: Float, over level: Float) -> Float {
    let c = Float(configuration.softening)
    return c > 0 ? c * sinh((value - level) / c) : value - level
  }

  private func value(_ light: Float, over level: Float) -> Float {
    let c = Float(configuration.softening)
    return c > 0 ? level + c * asinh(light / c) : level + light
  }

  /// The median along the border.
  private static func level(_ plane: ArraySlice<Float>, height: Int, width: Int) -> Float {
    let first = plane.startIndex
    var border: [Float] = []
    for y in 0..<height {
      let row = first + y * width
      if y == 0 || y == height - 1 {
        border += plane[row..<row + width]
      } else {
        border += [plane[row], plane[row + width - 1]]
      }
    }
    border.sort()
    return border[border.count / 2]
  }
}
