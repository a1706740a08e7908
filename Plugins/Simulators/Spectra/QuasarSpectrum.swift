import Foundation
import OrreryKit

/// The spectrum of a quasar: a power law with broad lines (strengths of Vanden Berk et al. 2001, AJ
/// 122, 549), iron, narrow lines, and the forest of hydrogen clouds in front of it.
enum QuasarSpectrum {
  /// Broad lines: rest vacuum Angstrom, mean equivalent width in Angstrom, factor on the velocity.
  static let broad: [(wavelength: Double, width: Double, speed: Double)] = [
    (1033.0, 9, 1), (1215.67, 75, 1), (1240.14, 18, 1.1), (1305.0, 2.5, 0.8), (1396.8, 8, 1.1),
    (1549.06, 28, 1), (1640.4, 3.5, 1.2), (1664.7, 2, 0.8), (1892.0, 3, 0.8), (1908.73, 21, 1.15),
    (2799.1, 32, 0.75), (4102.9, 6, 0.8), (4341.7, 13, 0.8), (4862.7, 46, 0.8), (6564.6, 190, 0.7),
  ]

  static func draw(
    minimumRedshift: Double, maximumRedshift: Double, _ grid: WavelengthGrid,
    _ random: inout RandomStream
  ) -> DrawnSpectrum {
    let redshift = random.uniform(minimumRedshift, maximumRedshift)
    var model = SpectrumModel(grid, redshift: redshift)
    let slope = -1.55 + 0.25 * random.normal()
    func continuum(_ rest: Double) -> Double {
      // Steeper in the blue than in the red, where host and dust add light.
      pow(rest / 3000, rest < 4900 ? slope : -0.6)
        * (rest < 4900 ? 1 : pow(4900 / 3000, slope + 0.6))
    }
    model.fill(continuum)
    addIron(to: &model, continuum, strength: random.uniform(0.05, 0.3))
    let speed = 1900 * exp(0.3 * random.normal())  // standard deviation, km/s
    let strength = exp(0.3 * random.normal())
    for line in broad {
      let total = line.width * strength * exp(0.2 * random.normal()) * continuum(line.wavelength)
      for (share, factor) in [(0.55, 0.6), (0.45, 1.7)] {
        model.emit(
          at: line.wavelength, flux: total * share * model.stretch,
          velocity: speed * line.speed * factor)
      }
    }
    let narrow = exp(0.6 * random.normal())
    for (wavelength, share) in NebularLines.oxygen3 {
      model.emit(
        at: wavelength, flux: 17 * narrow * share * continuum(5000) * model.stretch, velocity: 200)
    }
    for (wavelength, share) in NebularLines.oxygen2 {
      model.emit(
        at: wavelength, flux: 1.6 * narrow * share * continuum(3728) * model.stretch, velocity: 200)
    }
    addForest(to: &model, redshift: redshift, &random)
    return DrawnSpectrum(
      model: model, redshift: redshift, subclass: "BROADLINE")
  }

  /// Blends of Fe II that look like hills.
  private static func addIron(
    to model: inout SpectrumModel, _ continuum: (Double) -> Double, strength: Double
  ) {
    let hills = [
      (2500.0, 130.0, 1.0), (2380, 60, 0.5), (2960, 90, 0.5), (4570, 70, 0.6), (5280, 90, 0.6),
    ]
    for pixel in model.flux.indices {
      let rest = model.grid.wavelength[pixel] / model.stretch
      var sum = 0.0
      for (centre, width, share) in hills {
        sum += share * exp(-0.5 * pow((rest - centre) / width, 2))
      }
      // The Balmer continuum: the "small blue bump".
      if rest < 3646 { sum += 0.6 * exp(-(3646 - rest) / 600) }
      model.flux[pixel] += strength * sum * continuum(rest)
    }
  }

  /// Lyman-alpha absorption by clouds at every smaller redshift; their mean depth grows as (1 + z)^3.9
  /// (Faucher-Giguère et al. 2008, ApJ 681, 831). Nothing to speak of is left beyond the Lyman limit.
  private static func addForest(
    to model: inout SpectrumModel, redshift: Double, _ random: inout RandomStream
  ) {
    let nearest = model.grid.wavelength[0] / 1215.67 - 1
    guard redshift > nearest else { return }
    // Clouds per redshift 22 (1 + z)^2.6, each with a mean rest equivalent width of 0.2 Angstrom.
    let power = 3.6
    let low = pow(1 + max(0, nearest), power), high = pow(1 + redshift, power)
    let clouds = random.poisson(22 / power * (high - low))
    for _ in 0..<clouds {
      let place = pow(low + (high - low) * random.uniform(), 1 / power) - 1
      let width = -0.2 * log(1 - random.uniform()) * pow((1 + place) / 3.4, 0.4)
      // In the quasar's own frame, because the model knows only that redshift.
      let rest = 1215.67 * (1 + place) / (1 + redshift)
      model.absorb(
        at: rest, equivalentWidth: width * (1 + place) / (1 + redshift), velocity: 30)
      if place > 0.9 * redshift {
        model.absorb(
          at: rest * 1025.72 / 1215.67, equivalentWidth: 0.2 * width, velocity: 30)
      }
    }
    let left = random.uniform(0.02, 0.3)
    model.multiply(from: 1, to: 915) { left + (1 - left) / (1 + exp((911.8 - $0) / 1)) }
  }
}
