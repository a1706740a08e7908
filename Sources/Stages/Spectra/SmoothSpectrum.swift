import Foundation
import OrreryKit

/// Averages each pixel with its neighbours.
///
/// Gaussian and box: `Σ w x / Σ w`, `√Σ w² σ² / Σ w` over good pixels (neighbours become
/// correlated, which the uncertainties do not say). Median: 1.2533 times the box's uncertainty.
struct SmoothSpectrum: SpectrumStage {
  enum Kernel: String, Codable, CaseIterable { case gaussian, box, median }

  var kernel = Kernel.gaussian
  var width = 2.0

  static let info = describe(
    .preparation, "smooth-spectrum", "Averages each pixel with its neighbours.",
    [
      Setting("kernel", "Shape of the average", choices: Kernel.choices),
      Setting(
        "width", "Standard deviation of the Gaussian, or length of box and median", unit: "pixel",
        range: 0.1...1e5),
    ],
    missingData: "Bad pixels take no part in their neighbours' averages and stay as they are.")

  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream
  ) {
    let reach = Int((kernel == .gaussian ? 4 * width : (width - 1) / 2).rounded())
    guard reach > 0 else { return }
    let weights = (-reach...reach).map {
      kernel == .gaussian ? exp(-0.5 * Double($0 * $0) / (width * width)) : 1
    }
    let input = spectrum
    for index in input.flux.indices where input.isGood(index) {
      let range = max(0, index - reach)...min(input.count - 1, index + reach)
      let good = range.filter(input.isGood)
      var (total, sum, square) = (0.0, 0.0, 0.0)
      for neighbour in good {
        let weight = weights[neighbour - index + reach]
        total += weight
        sum += weight * Double(input.flux[neighbour])
        let sigma = weight * Double(input.uncertainty?[neighbour] ?? 0)
        square += sigma * sigma
      }
      let isMedian = kernel == .median
      spectrum.flux[index] = Float(
        isMedian ? OrderedValues(good.map { input.flux[$0] }).median : sum / total)
      let growth = isMedian && good.count > 2 ? 1.2533141 : 1
      spectrum.uncertainty?[index] = Float(growth * square.squareRoot() / total)
    }
  }
}
