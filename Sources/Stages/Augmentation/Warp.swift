import OrreryKit

/// An affine map of pixel coordinates about the image's centre, applied by bilinear interpolation.
///
/// Output pixel (x, y) takes the value at `centre + matrix · ((x, y) − centre − shift)`.
struct Warp {
  /// What stands outside the input image.
  enum Border: String, Codable, Sendable, CaseIterable {
    /// NaN, masked as `outside`.
    case missing
    /// The image mirrored at its edge.
    case reflect
    /// The nearest pixel of the edge.
    case nearest
  }

  /// Inverse map, row by row: `(a, b, c, d)` of `[[a, b], [c, d]]`.
  var matrix = (1.0, 0.0, 0.0, 1.0)
  /// Pixels by which the content moves in x and y.
  var shift = (x: 0.0, y: 0.0)
  var border = Border.missing

  /// Where a place of an image of this size goes.
  func position(x: Double, y: Double, height: Int, width: Int) -> (x: Double, y: Double) {
    let centre = (x: Double(width - 1) / 2, y: Double(height - 1) / 2)
    let determinant = matrix.0 * matrix.3 - matrix.1 * matrix.2
    let (dx, dy) = (x - centre.x, y - centre.y)
    return (
      centre.x + shift.x + (matrix.3 * dx - matrix.1 * dy) / determinant,
      centre.y + shift.y + (matrix.0 * dy - matrix.2 * dx) / determinant
    )
  }

  /// True where every pixel takes the value of one other: mirrors, right angles, whole pixels.
  var isExact: Bool {
    [matrix.0, matrix.1, matrix.2, matrix.3].allSatisfy { abs($0 - $0.rounded()) < 1e-9 }
      && abs(abs(matrix.0 * matrix.3 - matrix.1 * matrix.2) - 1) < 1e-9
      && shift.x == shift.x.rounded() && shift.y == shift.y.rounded()
  }

  /// The warped image. A pixel that draws on a missing one is missing; its mask joins the bits of
  /// the four pixels it draws on. WCS and uncertainty are dropped: neither is true any longer.
  ///
  /// - Parameter nearest: whether each pixel takes the nearest one instead, for maps of numbers.
  func applied(to image: Image, nearest: Bool = false) -> Image {
    let height = image.height, width = image.width
    let centre = (x: Double(width - 1) / 2, y: Double(height - 1) / 2)
    if isExact, let result = moved(image, about: centre) { return result }
    var result = image
    result.wcs = nil
    result.uncertainty = nil
    var mask = [UInt8](repeating: 0, count: image.pixels.count)
    for y in 0..<height {
      for x in 0..<width {
        let dx = Double(x) - centre.x - shift.x, dy = Double(y) - centre.y - shift.y
        let place = (
          x: centre.x + matrix.0 * dx + matrix.1 * dy, y: centre.y + matrix.2 * dx + matrix.3 * dy
        )
        let sample =
          nearest
          ? sample(place.x.rounded(), place.y.rounded(), width: width, height: height)
          : sample(place.x, place.y, width: width, height: height)
        for channel in 0..<image.channels {
          let start = channel * height * width
          let target = start + y * width + x
          guard let sample else {
            result.pixels[target] = .nan
            mask[target] = PixelFlags.outside.rawValue
            continue
          }
          var value: Float = 0
          for corner in 0..<4 where sample.weights[corner] > 0 {
            let index = start + Int(sample.indices[corner])
            value += sample.weights[corner] * image.pixels[index]
            if let bits = image.mask?[index] { mask[target] |= bits }
          }
          if !value.isFinite { mask[target] |= PixelFlags.missing.rawValue }
          result.pixels[target] = value
        }
      }
    }
    result.mask = mask.contains { $0 != 0 } ? mask : nil
    return result
  }

  /// The same for a map that is exact, in whole numbers: several times as fast.
  /// - Returns: `nil` where pixels fall between pixels: a quarter turn of an odd by an even side.
  private func moved(_ image: Image, about centre: (x: Double, y: Double)) -> Image? {
    let (a, b) = (Int(matrix.0.rounded()), Int(matrix.1.rounded()))
    let (c, d) = (Int(matrix.2.rounded()), Int(matrix.3.rounded()))
    let (dx, dy) = (-centre.x - shift.x, -centre.y - shift.y)
    let (x0, y0) = (
      centre.x + Double(a) * dx + Double(b) * dy, centre.y + Double(c) * dx + Double(d) * dy
    )
    guard x0 == x0.rounded(), y0 == y0.rounded() else { return nil }
    let (height, width) = (image.height, image.width)
    var result = image
    result.wcs = nil
    result.uncertainty = nil
    var mask = [UInt8](repeating: 0, count: image.pixels.count)
    for y in 0..<height {
      for x in 0..<width {
        let column = inside(Int(x0) + a * x + b * y, width)
        let row = inside(Int(y0) + c * x + d * y, height)
        for channel in 0..<image.channels {
          let start = channel * height * width
          let target = start + y * width + x
          guard let column, let row else {
            result.pixels[target] = .nan
            mask[target] = PixelFlags.outside.rawValue
            continue
          }
          let value = image.pixels[start + row * width + column]
          if let bits = image.mask?[start + row * width + column] { mask[target] = bits }
          if !value.isFinite { mask[target] |= PixelFlags.missing.rawValue }
          result.pixels[target] = value
        }
      }
    }
    result.mask = mask.contains { $0 != 0 } ? mask : nil
    return result
  }

  /// The four pixels of a plane that a place lies between, and how much each counts.
  private struct Sample {
    var indices: SIMD4<Int32>
    var weights: SIMD4<Float>
  }

  /// `nil` where a pixel that counts lies outside.
  private func sample(_ x: Double, _ y: Double, width: Int, height: Int) -> Sample? {
    // A coordinate that misses a pixel's centre by rounding alone is taken as that centre.
    let nearX = x.rounded(), nearY = y.rounded()
    let x = abs(x - nearX) < 1e-6 ? nearX : x
    let y = abs(y - nearY) < 1e-6 ? nearY : y
    let x0 = x.rounded(.down), y0 = y.rounded(.down)
    let fx = Float(x - x0), fy = Float(y - y0)
    // A neighbour of weight 0 need not exist.
    guard let left = inside(Int(x0), width), let low = inside(Int(y0), height),
      let right = fx > 0 ? inside(Int(x0) + 1, width) : left,
      let high = fy > 0 ? inside(Int(y0) + 1, height) : low
    else { return nil }
    return Sample(
      indices: SIMD4(
        Int32(low * width + left), Int32(low * width + right), Int32(high * width + left),
        Int32(high * width + right)),
      weights: SIMD4((1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy))
  }

  private func inside(_ index: Int, _ count: Int) -> Int? {
    if (0..<count).contains(index) { return index }
    switch border {
    case .missing: return nil
    case .nearest: return min(max(index, 0), count - 1)
    case .reflect:
      if count == 1 { return 0 }
      let period = 2 * (count - 1)
      let folded = ((index % period) + period) % period
      return folded < count ? folded : period - folded
    }
  }
}

extension Setting {
  /// The setting of stages that move pixels.
  static let border = Setting(
    "border", "What stands outside the input: NaN, the mirrored image or the nearest pixel",
    choices: Warp.Border.allCases.map(\.rawValue))
}
