import Foundation
import OrreryKit

/// Spectra side by side as the networks take them, in three channels: the shape of the continuum, how
/// significant each pixel stands out from its neighbourhood, and how much each pixel is worth.
///
///     0   asinh(f / level - 1)
///     1   asinh((f - s) / σ) / 2       s: running mean of f weighted by 1/σ²
///     2   asinh(level / σ) / 3         0 where nothing is known
///
/// with the level the median of the good fluxes (of their absolute values where it is not positive)
/// and σ the uncertainty, or where there is none the scatter between neighbours. Bad pixels are 0 in
/// every channel. A spectrum with less than a tenth of its pixels good, or of one value alone, has no
/// row.
public struct SpectrumBatch: InputBatch {
  /// `[N, 3, L]`, finite; one entry for each of `rows`.
  public let spectra: Tensor
  public let rows: [Int]
  public let flags: [[ObjectFlag]]

  public static let channels = 3
  /// Pixels on either side that the running mean is made of.
  private static let reach = 50

  public init(_ objects: [SkyObject], specification: ModelSpecification) throws {
    var values: [Float] = []
    var rows: [Int] = []
    var flags: [[ObjectFlag]] = []
    for (index, object) in objects.enumerated() {
      try specification.check(object)
      guard let spectrum = object.spectrum else { continue }
      let good = spectrum.flux.indices.filter(spectrum.isGood)
      var own: [ObjectFlag] = []
      if good.count < spectrum.count { own.append(.missingData) }
      if good.count * 10 < spectrum.count || good.isEmpty {
        own.append(.noValidData)
      } else if good.allSatisfy({ spectrum.flux[$0] == spectrum.flux[good[0]] }) {
        own.append(.constant)
      } else {
        rows.append(index)
        values += Self.encoded(spectrum, good)
      }
      flags.append(own)
    }
    let length = specification.shape.first ?? 0
    spectra = Tensor(values, shape: [rows.count, Self.channels, length])
    self.rows = rows
    self.flags = flags
  }

  private static func encoded(_ spectrum: Spectrum, _ good: [Int]) -> [Float] {
    let fluxes = good.map { spectrum.flux[$0] }
    var level = median(fluxes)
    if !(level > 0) { level = median(fluxes.map(abs)) }
    let scatter = median(zip(fluxes, fluxes.dropFirst()).map { abs($1 - $0) }) * 1.0484
    // Noise below a millionth of the level is a file's way to say that it does not know.
    let floor = max(scatter * 1e-3, level * 1e-6, .leastNormalMagnitude)
    func sigma(_ pixel: Int) -> Float {
      let given = spectrum.uncertainty?[pixel] ?? scatter
      return given.isFinite ? max(given, floor) : .infinity
    }

    // Sums up to each pixel: a running mean in one pass.
    let count = spectrum.count
    var weights = [Double](repeating: 0, count: count + 1)
    var sums = weights
    for pixel in 0..<count {
      let isGood = spectrum.isGood(pixel)
      let noise = isGood ? Double(sigma(pixel) / level) : .infinity
      let weight = 1 / (noise * noise)
      weights[pixel + 1] = weights[pixel] + weight
      sums[pixel + 1] =
        sums[pixel] + (weight > 0 ? weight * Double(spectrum.flux[pixel] / level) : 0)
    }
    var result = [Float](repeating: 0, count: channels * count)
    for pixel in good {
      let noise = sigma(pixel)
      guard noise.isFinite else { continue }
      let (from, to) = (max(0, pixel - reach), min(count, pixel + reach + 1))
      let weight = weights[to] - weights[from]
      let mean = weight > 0 ? Float((sums[to] - sums[from]) / weight) * level : 0
      let flux = spectrum.flux[pixel]
      result[pixel] = asinh(flux / level - 1)
      result[count + pixel] = asinh((flux - mean) / noise) / 2
      result[2 * count + pixel] = asinh(level / noise) / 3
    }
    return result
  }

  private static func median(_ values: [Float]) -> Float {
    let sorted = values.sorted()
    return sorted.isEmpty ? 1 : sorted[sorted.count / 2]
  }
}
