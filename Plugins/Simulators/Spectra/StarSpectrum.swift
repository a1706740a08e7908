import Foundation
import OrreryKit

/// The spectrum of a star by its effective temperature: a black body with lines and bands whose
/// strengths follow the temperature as in the MK sequence.
enum StarSpectrum {
  /// One kind of star.
  struct Kind: Sendable {
    /// As SDSS's subclass: `A0`.
    let name: String
    /// Effective temperature, kelvin.
    let temperature: Double
    let isWhiteDwarf: Bool
  }

  static let kinds = [
    Kind(name: "B5", temperature: 15_500, isWhiteDwarf: false),
    Kind(name: "A0", temperature: 9700, isWhiteDwarf: false),
    Kind(name: "F5", temperature: 6600, isWhiteDwarf: false),
    Kind(name: "G2", temperature: 5750, isWhiteDwarf: false),
    Kind(name: "K5", temperature: 4400, isWhiteDwarf: false),
    Kind(name: "M3", temperature: 3400, isWhiteDwarf: false),
    Kind(name: "WD", temperature: 16_000, isWhiteDwarf: true),
  ]

  /// Wavelengths of hydrogen's Balmer lines from H-alpha on, vacuum Angstrom.
  static let balmer = (3...12).map { level -> Double in
    let n = Double(level)
    return 911.763 / (1 / 4 - 1 / (n * n))
  }

  /// Lines of iron and its neighbours: vacuum Angstrom, strength.
  private static let metals: [(Double, Double)] = [
    (3720.9, 1.3), (3735.9, 1.3), (3750.5, 1), (3759.3, 1), (3816.9, 0.9), (3821.5, 1.2),
    (3826.9, 0.9), (3830.4, 0.9), (3833.4, 1.1), (3839.4, 1.3), (3861.0, 1.1), (4046.9, 0.7),
    (4064.7, 0.6), (4072.9, 0.5), (4133.2, 0.5), (4145.0, 0.5), (4203.2, 0.5), (4251.9, 0.5),
    (4261.7, 0.5), (4273.0, 0.6), (4309.1, 0.6), (4326.9, 0.6), (4384.8, 0.7), (4406.0, 0.6),
    (4416.4, 0.5), (4456.1, 0.5), (4532.4, 0.7), (4550.0, 0.5), (4669.2, 0.5), (4892.9, 0.5),
    (4921.9, 0.6), (4958.9, 0.6), (5016.3, 0.6), (5042.6, 0.4), (5080.0, 0.5), (5110.9, 0.5),
    (5228.4, 0.6), (5271.0, 0.9), (5329.6, 0.7), (5372.9, 0.5), (5398.6, 0.5), (5407.3, 0.5),
    (5431.2, 0.5), (5448.4, 0.5), (5457.1, 0.4), (5530.0, 0.4), (5588.3, 0.5), (5617.2, 0.4),
    (5710.0, 0.3), (6104.4, 0.3), (6123.9, 0.4), (6138.3, 0.3), (6163.9, 0.4), (6232.4, 0.3),
    (6402.1, 0.3), (6440.9, 0.3), (6464.4, 0.4), (6496.7, 0.6), (8690.9, 0.5), (8809.2, 0.4),
  ]

  /// Heads of titanium oxide and vanadium oxide bands: vacuum Angstrom, width, depth.
  private static let oxides: [(head: Double, width: Double, depth: Double)] = [
    (4762, 180, 0.28), (4955, 190, 0.38), (5168, 240, 0.4), (5450, 240, 0.3), (5848, 250, 0.35),
    (6160, 260, 0.45), (6653, 280, 0.3), (7055, 380, 0.55), (7591, 300, 0.35), (8434, 300, 0.35),
    (8862, 320, 0.25),
  ]

  /// Between 0 and 1 with half at `middle`, rising towards lower temperatures.
  private static func cool(_ temperature: Double, _ middle: Double, _ width: Double) -> Double {
    1 / (1 + exp((temperature - middle) / width))
  }

  /// A star's flux, 1 at rest 5500 Angstrom before its lines.
  ///
  /// - Parameters:
  ///   - metallicity: factor on the strength of metal lines.
  ///   - velocity: standard deviation of the lines in km/s: the star's own or that of all stars of
  ///     a galaxy.
  static func model(
    _ grid: WavelengthGrid, redshift: Double, temperature t: Double, metallicity: Double = 1,
    velocity: Double, isWhiteDwarf: Bool = false
  ) -> SpectrumModel {
    var model = SpectrumModel(grid, redshift: redshift)
    model.fill { SpectrumModel.blackBody($0, temperature: t) }
    // Balmer lines are strongest at 9500 K; in the blue they crowd into the Balmer jump.
    let hydrogen = exp(-pow(log(t / 9500) / (t > 9500 ? 0.6 : 0.36), 2))
    for (order, wavelength) in balmer.enumerated() {
      let decline = pow(isWhiteDwarf ? 0.8 : 0.9, Double(order))
      // Pressure widens the lines: most in white dwarfs, much in A stars, little in the sun.
      let core = isWhiteDwarf ? 5 : 8.5 * hydrogen + 0.3
      let wings = isWhiteDwarf ? 34 : 8.5 * hydrogen + 0.2
      let speed = isWhiteDwarf ? 1900 : 300 + 750 * hydrogen
      model.absorb(
        at: wavelength, equivalentWidth: core * decline,
        velocity: (pow(100 + 320 * hydrogen, 2) + velocity * velocity).squareRoot())
      model.absorb(
        at: wavelength, equivalentWidth: wings * decline,
        velocity: (speed * speed + velocity * velocity).squareRoot())
    }
    if !isWhiteDwarf {
      let jump = 0.62 * hydrogen + 0.12
      model.multiply(from: 100, to: 3900) {
        1 - jump / (1 + exp(($0 - 3680) / 28))
      }
      if t > 11_000 {
        for (wavelength, width) in [(4027.3, 0.9), (4472.7, 1), (4923.3, 0.5), (5877.2, 0.7)] {
          model.absorb(at: wavelength, equivalentWidth: width, velocity: 180)
        }
      }
      addMetals(to: &model, t, metallicity, velocity)
      addMolecules(to: &model, t)
    }
    return model
  }

  private static func addMetals(
    to model: inout SpectrumModel, _ t: Double, _ metallicity: Double, _ velocity: Double
  ) {
    let own = (velocity * velocity + 60 * 60).squareRoot()
    let iron = metallicity * cool(t, 6000, 700)
    for (wavelength, strength) in metals {
      model.absorb(at: wavelength, equivalentWidth: 1.5 * iron * strength, velocity: own)
    }
    let calcium = metallicity.squareRoot() * cool(t, 7600, 900)
    model.absorb(at: 3934.78, equivalentWidth: 9 * calcium, velocity: max(own, 330))
    model.absorb(at: 3969.59, equivalentWidth: 7 * calcium, velocity: max(own, 300))
    model.absorb(at: 4227.9, equivalentWidth: 3 * metallicity * cool(t, 4600, 350), velocity: own)
    model.absorb(at: 4304.6, equivalentWidth: 6 * iron, velocity: max(own, 560))  // CH
    let magnesium = metallicity * cool(t, 5300, 550)
    for (wavelength, width) in [(5168.7, 1.3), (5174.1, 1.9), (5185.0, 2.1)] {
      model.absorb(at: wavelength, equivalentWidth: width * magnesium, velocity: own)
    }
    model.absorb(at: 5175, equivalentWidth: 5 * magnesium, velocity: 1500)  // MgH
    let sodium = metallicity * (0.25 * cool(t, 6000, 500) + cool(t, 4300, 350))
    model.absorb(at: 5891.6, equivalentWidth: 2.9 * sodium, velocity: own)
    model.absorb(at: 5897.6, equivalentWidth: 2.3 * sodium, velocity: own)
    model.absorb(at: 8185.5, equivalentWidth: 1.8 * cool(t, 3500, 200), velocity: own)
    model.absorb(at: 8197.1, equivalentWidth: 2.2 * cool(t, 3500, 200), velocity: own)
    let triplet = metallicity.squareRoot() * cool(t, 8500, 1500)
    for (wavelength, width) in [(8500.36, 1.4), (8544.44, 3.4), (8664.52, 2.7)] {
      model.absorb(at: wavelength, equivalentWidth: width * triplet, velocity: own)
    }
    // Thousands of weak lines dim the blue and the violet.
    let blanket = 0.55 * metallicity * cool(t, 5600, 600)
    model.multiply(from: 100, to: 5200) {
      1 - blanket * (0.35 / (1 + exp(($0 - 4550) / 180)) + 0.65 / (1 + exp(($0 - 3985) / 18)))
    }
  }

  private static func addMolecules(to model: inout SpectrumModel, _ t: Double) {
    let strength = 1.35 * cool(t, 3650, 180)
    guard strength > 0.01 else { return }
    for band in oxides {
      model.band(head: band.head, width: band.width, depth: min(0.9, strength * band.depth))
    }
    // CaH
    model.multiply(from: 6700, to: 7060) {
      1 - 0.25 * strength * exp(-pow(($0 - 6900) / 90, 2))
    }
  }

  /// A star of a kind, its own temperature, metallicity and radial velocity.
  static func draw(
    _ kind: Kind, _ grid: WavelengthGrid, _ random: inout RandomStream
  ) -> DrawnSpectrum {
    let temperature = kind.temperature * exp(0.05 * random.normal())
    let speed = 110 * random.normal() + (kind.isWhiteDwarf ? 25 : 0)  // km/s
    let redshift = speed / WavelengthGrid.lightSpeed
    var model = model(
      grid, redshift: redshift, temperature: temperature,
      metallicity: exp(0.25 * random.normal()), velocity: 40, isWhiteDwarf: kind.isWhiteDwarf)
    if kind.temperature < 3700, random.uniform() < 0.3 {
      // Flare stars: Balmer lines in emission.
      for (order, wavelength) in balmer.prefix(4).enumerated() {
        model.emit(
          at: wavelength, flux: 2.5 * pow(0.45, Double(order)) * random.uniform(0.6, 2),
          velocity: 80)
      }
    }
    model.redden(visualExtinction: 0.25 * random.uniform())
    return DrawnSpectrum(
      model: model, redshift: redshift, subclass: kind.name, temperature: temperature)
  }
}
