import OrreryKit

/// How pixels of one size are made from pixels of another.
enum Resampling: String, Codable, CaseIterable {
  /// Each input pixel counts by the area it shares with the output pixel.
  case area
  /// Linear between the centres of the four nearest input pixels.
  case linear
  /// The nearest input pixel.
  case nearest

  /// Area where pixels grow, linear where they shrink.
  static func auto(from count: Int, to size: Int) -> Resampling { size < count ? .area : .linear }

  /// The inputs of each output pixel along one axis, their weights summing to 1.
  func taps(from count: Int, to size: Int) -> [(first: Int, weights: [Float])] {
    let ratio = Double(count) / Double(size)
    return (0..<size).map { index in
      let center = (Double(index) + 0.5) * ratio - 0.5
      switch self {
      case .nearest:
        return (min(max(Int(center.rounded()), 0), count - 1), [1])
      case .linear:
        let place = min(max(center, 0), Double(count - 1))
        let first = min(Int(place), max(0, count - 2))
        let part = Float(place - Double(first))
        return part == 0 ? (first, [1]) : (first, [1 - part, part])
      case .area:
        let low = Double(index) * ratio
        let high = low + ratio
        let first = Int(low)
        let last = min(count - 1, Int(high.rounded(.up)) - 1)
        return (
          first,
          (first...last).map {
            Float((min(high, Double($0 + 1)) - max(low, Double($0))) / ratio)
          }
        )
      }
    }
  }
}

extension Image {
  /// The same field in another number of pixels.
  ///
  /// Pixels that are good, saturated or filled count; where they hold less than half of the weight
  /// the output is NaN and carries the flags of its inputs. `saturated` and `filled` are always
  /// carried.
  ///
  /// - Parameter conservesFlux: true scales by the pixels' area, so that sums stay; false keeps the
  ///   surface brightness.
  func resampled(
    width newWidth: Int, height newHeight: Int, by method: Resampling, conservesFlux: Bool
  ) -> Image {
    precondition(
      newWidth > 0 && newHeight > 0 && width > 0 && height > 0,
      "resampled: [\(height), \(width)] to [\(newHeight), \(newWidth)]")
    guard newWidth != width || newHeight != height else { return self }
    let alongX = method.taps(from: width, to: newWidth)
    let alongY = method.taps(from: height, to: newHeight)
    let area = Double(width) / Double(newWidth) * Double(height) / Double(newHeight)
    let gain = conservesFlux ? Float(area) : 1

    let carried = PixelFlags([.saturated, .filled]).rawValue

    var result = self
    result.width = newWidth
    result.height = newHeight
    result.pixels = []
    result.pixels.reserveCapacity(channels * newWidth * newHeight)
    var mask: [UInt8] = []
    var uncertainty: [Float] = []
    for channel in 0..<channels {
      for rows in alongY {
        for columns in alongX {
          var sum: Float = 0
          var total: Float = 0
          var variance: Float = 0
          var flags: UInt8 = 0
          for (dy, weightY) in rows.weights.enumerated() {
            let start = (channel * height + rows.first + dy) * width + columns.first
            for (dx, weightX) in columns.weights.enumerated() {
              let index = start + dx
              let flag = self.mask?[index] ?? 0
              flags |= flag
              guard flag & ~carried == 0, pixels[index].isFinite else { continue }
              let weight = weightX * weightY
              sum += weight * pixels[index]
              total += weight
              if let sigma = self.uncertainty?[index] {
                variance += weight * weight * sigma * sigma
              }
            }
          }
          let isMissing = total < 0.5
          result.pixels.append(isMissing ? .nan : gain * sum / total)
          uncertainty.append(isMissing ? .nan : gain * variance.squareRoot() / total)
          mask.append(
            isMissing
              ? flags | PixelFlags.missing.rawValue : flags & carried)
        }
      }
    }
    result.mask = mask.contains { $0 != 0 } ? mask : nil
    if self.uncertainty != nil { result.uncertainty = uncertainty }
    result.scalePixels(
      x: Double(width) / Double(newWidth), y: Double(height) / Double(newHeight))
    return result
  }
}
