import Foundation

/// Vacuum wavelengths in Angstrom at equal steps of their logarithm, as SDSS resamples to.
struct WavelengthGrid: Sendable {
  /// log10 of the first wavelength.
  let start: Double
  /// Step of log10: 1e-4 is 69 km/s.
  let step: Double
  let wavelength: [Double]
  /// Resolving power λ / FWHM of the spectrograph.
  let resolution: Double

  static let lightSpeed = 299_792.458  // km/s

  init(from first: Double, to last: Double, step: Double, resolution: Double) {
    start = (log10(first) / step).rounded() * step
    self.step = step
    self.resolution = resolution
    let count = max(2, Int((log10(last) - start) / step) + 1)
    let begin = start
    wavelength = (0..<count).map { pow(10, begin + step * Double($0)) }
  }

  /// The pixels between two wavelengths.
  func pixels(from low: Double, to high: Double) -> Range<Int> {
    guard high > 0 else { return 0..<0 }
    let first = low <= 0 ? 0 : Int(max(0, min(1e7, (log10(low) - start) / step)).rounded(.up))
    let last = Int(max(-1, min(1e7, (log10(high) - start) / step)).rounded(.down))
    let end = min(wavelength.count, last + 1)
    return first < end ? first..<end : 0..<0
  }

  /// Standard deviation in Angstrom of a line at an observed wavelength: its own width in km/s and
  /// the spectrograph's.
  func width(at observed: Double, velocity: Double) -> Double {
    let instrument = observed / (2.354820045 * resolution)
    let own = observed * velocity / Self.lightSpeed
    return (instrument * instrument + own * own).squareRoot()
  }
}
