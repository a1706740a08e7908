import Foundation

/// An image smoothed by a Gaussian, each pixel weighted by its inverse variance.
///
/// With kernel `k`, data `d` and noise `σ`, both at the kernel's places,
/// `significance = Σ(k d / σ²) / √Σ(k² / σ²) · √Σk² / Σk`: the signal-to-noise ratio of a source
/// shaped as the kernel, scaled so that under even noise it is the smoothed value over one pixel's
/// noise, the threshold that SExtractor's users know. A pixel that is NaN, or outside, has no weight.
struct MatchedFilter {
  /// In units of one pixel's noise, `[height, width]`; 0 where no pixel has weight.
  let significance: [Float]
  /// Weighted mean under the kernel in the image's unit; 0 where no pixel has weight.
  let smoothed: [Float]

  /// - Parameters:
  ///   - plane: background-subtracted, NaN where a pixel must not count.
  ///   - noise: one standard deviation of each pixel, above 0 where the pixel counts.
  ///   - fwhm: full width of the kernel at half maximum in pixels; 0 smooths nothing.
  init(plane: [Float], noise: [Float], height: Int, width: Int, fwhm: Double) {
    precondition(
      plane.count == height * width && noise.count == plane.count,
      "MatchedFilter: \(plane.count) and \(noise.count) pixels for [\(height), \(width)]")
    let kernel = Self.kernel(fwhm: fwhm)
    let sum = kernel.reduce(0, +)
    let squared = kernel.map { $0 * $0 }
    // Both sums of the two-dimensional kernel, the square of those along one axis: √Σk² / Σk.
    let scale = squared.reduce(0, +) / (sum * sum)

    var weight = [Float](repeating: 0, count: plane.count)
    var signal = weight
    for index in plane.indices where plane[index].isFinite && noise[index] > 0 {
      let inverse = 1 / (noise[index] * noise[index])
      guard inverse.isFinite else { continue }
      weight[index] = inverse
      signal[index] = plane[index] * inverse
    }
    func smooth(_ values: [Float], _ kernel: [Float]) -> [Float] {
      Self.alongY(Self.alongX(values, kernel, width: width), kernel, height: height, width: width)
    }
    let filtered = smooth(signal, kernel)
    let weights = smooth(weight, kernel)
    let variance = smooth(weight, squared)
    var significance = [Float](repeating: 0, count: plane.count)
    var smoothed = significance
    for index in plane.indices where weights[index] > 0 && variance[index] > 0 {
      significance[index] = filtered[index] / variance[index].squareRoot() * scale
      smoothed[index] = filtered[index] / weights[index]
    }
    self.significance = significance
    self.smoothed = smoothed
  }

  /// One axis of the Gaussian, cut at its half width rounded up: for 2 pixels ½, 1, ½.
  private static func kernel(fwhm: Double) -> [Float] {
    guard fwhm > 0 else { return [1] }
    let reach = max(1, Int((fwhm / 2).rounded(.up)))
    return (-reach...reach).map { Float(exp(-4 * log(2) * Double($0 * $0) / (fwhm * fwhm))) }
  }

  private static func alongX(_ values: [Float], _ kernel: [Float], width: Int) -> [Float] {
    guard kernel.count > 1 else { return values }
    let reach = kernel.count / 2
    var result = [Float](repeating: 0, count: values.count)
    for start in stride(from: 0, to: values.count, by: width) {
      for (tap, weight) in kernel.enumerated() {
        let shift = tap - reach
        let first = start + max(0, -shift)
        let last = start + width - max(0, shift)
        guard first < last else { continue }
        for index in first..<last { result[index] += weight * values[index + shift] }
      }
    }
    return result
  }

  private static func alongY(
    _ values: [Float], _ kernel: [Float], height: Int, width: Int
  ) -> [Float] {
    guard kernel.count > 1 else { return values }
    let reach = kernel.count / 2
    var result = [Float](repeating: 0, count: values.count)
    for y in 0..<height {
      for (tap, weight) in kernel.enumerated() {
        let other = y + tap - reach
        guard other >= 0, other < height else { continue }
        let shift = (other - y) * width
        for index in y * width..<(y + 1) * width { result[index] += weight * values[index + shift] }
      }
    }
    return result
  }
}
