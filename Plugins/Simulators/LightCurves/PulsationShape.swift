import Foundation
import OrreryKit

/// A pulsating star as a Fourier series m = Σ A_k cos(2πkφ + φ_k) (Simon & Lee 1981, ApJ 248, 291).
struct PulsationShape: VariableShape {
  let period: Double
  let epoch: Double
  let subclass: String
  /// From the faintest to the brightest in r, magnitudes.
  let amplitude: Double
  /// Amplitudes over the first and phases φ_k1 = φ_k - kφ_1.
  private let harmonics: [(ratio: Double, phase: Double)]
  /// Phase of the series at its brightest, and its range, found once.
  private let brightest: Double
  private let range: Double

  private init(
    period: Double, epoch: Double, subclass: String, amplitude: Double,
    harmonics: [(ratio: Double, phase: Double)]
  ) {
    self.period = period
    self.epoch = epoch
    self.subclass = subclass
    self.amplitude = amplitude
    self.harmonics = harmonics
    var low = (value: Double.infinity, phase: 0.0)
    var high = -Double.infinity
    for step in 0..<500 {
      let phase = Double(step) / 500
      let value = Self.series(harmonics, phase)
      if value < low.value { low = (value, phase) }
      high = max(high, value)
    }
    brightest = low.phase
    range = high - low.value
  }

  func magnitude(at time: Double, in band: PhotometricBand) -> Double {
    amplitude / range * band.amplitude * Self.series(harmonics, phase(time) + brightest)
  }

  private static func series(
    _ harmonics: [(ratio: Double, phase: Double)], _ phase: Double
  ) -> Double {
    var sum = 0.0
    for (k, term) in harmonics.enumerated() {
      sum += term.ratio * cos(2 * .pi * Double(k + 1) * phase + term.phase)
    }
    return sum
  }

  /// RR Lyrae: type ab rises within a sixth of its period, type c is nearly a sine.
  static func rrLyrae(epoch: Double, _ random: inout RandomStream) -> PulsationShape {
    if random.uniform() < 0.25 {
      return PulsationShape(
        period: random.uniform(0.26, 0.4), epoch: epoch, subclass: "c",
        amplitude: random.uniform(0.25, 0.5),
        harmonics: [(1, 0), (random.uniform(0.08, 0.2), 4.7), (random.uniform(0.03, 0.08), 3.0)])
    }
    let period = min(0.82, max(0.42, 0.57 + 0.08 * random.normal()))
    // Longer periods have smaller amplitudes (Bailey's diagram).
    let amplitude = max(0.25, 0.85 - 2.2 * (period - 0.55) + 0.1 * random.normal())
    return PulsationShape(
      period: period, epoch: epoch, subclass: "ab", amplitude: amplitude,
      harmonics: [
        (1, 0), (0.46 + 0.04 * random.normal(), 3.98), (0.34 + 0.03 * random.normal(), 1.9),
        (0.22 + 0.03 * random.normal(), 0.1), (0.14, 4.7), (0.09, 3.0), (0.05, 1.2),
      ])
  }

  /// Classical Cepheids that pulsate in the fundamental mode.
  static func cepheid(epoch: Double, _ random: inout RandomStream) -> PulsationShape {
    let period = 2.5 * pow(16, random.uniform())
    // The bump of the Hertzsprung progression weakens the harmonics near 10 days.
    let bump = 1 - 0.55 * exp(-pow(log10(period / 10) / 0.12, 2))
    return PulsationShape(
      period: period, epoch: epoch, subclass: "fundamental",
      amplitude: random.uniform(0.35, 0.85),
      harmonics: [
        (1, 0), (0.42 * bump + 0.03 * random.normal(), 4.4), (0.22 * bump, 2.5), (0.11 * bump, 0.6),
        (0.05 * bump, 5.0),
      ])
  }
}
