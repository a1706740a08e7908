import Foundation
import OrreryKit

/// A spectrum in coarse bins, relative to its own level.
enum SpectrumFeatures {
  static func names(bins: Int) -> [String] { (0..<bins).map { "bin-\($0)" } + ["log-level"] }

  /// Means of the good pixels of `bins` parts of equal numbers of pixels, over the median of the good
  /// pixels; a bin without good pixels is NaN.
  /// - Returns: `nil` where no pixel is good, or the median is not above 0.
  static func values(_ spectrum: Spectrum, bins: Int) -> [Float]? {
    let good = OrderedValues(
      spectrum.flux.indices.filter(spectrum.isGood).map { spectrum.flux[$0] })
    let level = good.median
    guard level > 0 else { return nil }
    return (0..<bins).map { bin in
      let range = bin * spectrum.count / bins..<(bin + 1) * spectrum.count / bins
      let own = range.filter(spectrum.isGood)
      let sum = own.reduce(0.0) { $0 + Double(spectrum.flux[$1]) }
      return own.isEmpty ? .nan : Float(sum / Double(own.count) / level)
    } + [Float(log10(level))]
  }
}
