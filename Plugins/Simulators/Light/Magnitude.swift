import Foundation

/// Pogson's scale: 5 magnitudes are a factor of 100.
enum Magnitude {
  /// The flux ratio of a magnitude difference.
  static func flux(_ magnitude: Double) -> Double { pow(10, -0.4 * magnitude) }

  /// The magnitude of a flux for a zero point (the magnitude of flux 1).
  static func magnitude(_ flux: Double, zeroPoint: Double) -> Double {
    zeroPoint - 2.5 * log10(flux)
  }
}
