import Foundation

/// How much of an object and how much noise are mixed at a time from 0 (all object) to 1 (all noise):
///
///     x_t = α x + σ ε,   α = cos(π t / 2),   σ = sin(π t / 2)
///
/// so that α² + σ² = 1 (Salimans & Ho 2022, arXiv:2202.00512).
struct NoiseSchedule {
  let alpha: Double
  let sigma: Double

  init(time: Double) {
    alpha = cos(0.5 * Double.pi * time)
    sigma = sin(0.5 * Double.pi * time)
  }

  /// The time at which noise has this deviation where the object has 1.
  static func time(noise: Double) -> Double { atan(noise) * 2 / Double.pi }
}
