import Foundation
import OrreryKit

/// The spectrum of a galaxy: a sum of stars broadened by their motions, and ionised gas.
enum GalaxySpectrum {
  /// Names of the subclasses, as SDSS writes them.
  static let subclasses = ["PASSIVE", "STARFORMING", "AGN"]

  /// A galaxy of a survey with a limit of brightness: few very near, fewer and fewer far away.
  static func draw(
    maximumRedshift: Double, _ grid: WavelengthGrid, _ random: inout RandomStream
  ) -> DrawnSpectrum {
    let subclass = drawSubclass(&random)
    let redshift = maximumRedshift * pow(random.uniform(), 0.8) * random.uniform(0.35, 1) + 0.005
    return draw(subclass, redshift: redshift, grid, &random)
  }

  static func drawSubclass(_ random: inout RandomStream) -> String {
    let kind = random.uniform()
    return kind < 0.45 ? subclasses[0] : kind < 0.85 ? subclasses[1] : subclasses[2]
  }

  static func draw(
    _ subclass: String, redshift: Double, _ grid: WavelengthGrid, _ random: inout RandomStream
  ) -> DrawnSpectrum {
    let isPassive = subclass == subclasses[0]
    let dispersion = isPassive ? random.uniform(130, 310) : random.uniform(60, 170)
    let young = isPassive ? 0.02 * random.uniform() : random.uniform(0.12, 0.6)
    var model = stars(grid, redshift: redshift, young: young, dispersion: dispersion)
    let dust = isPassive ? 0.1 * random.uniform() : random.uniform(0.1, 0.9)
    if !isPassive {
      let isActive = subclass == subclasses[2]
      addGas(
        to: &model, strength: young * random.uniform(10, 60) + (isActive ? 8 : 0),
        ionisation: isActive ? random.uniform(3, 9) : 0.25 * exp(1.9 * random.uniform()),
        nitrogen: isActive ? random.uniform(0.8, 1.4) : random.uniform(0.15, 0.45),
        velocity: isActive ? random.uniform(140, 260) : random.uniform(50, 120), &random)
    }
    for pixel in model.flux.indices {
      let rest = grid.wavelength[pixel] / model.stretch
      model.flux[pixel] *= Magnitude.flux(dust * (pow(rest / 5500, -0.8) - 1))
    }
    return DrawnSpectrum(model: model, redshift: redshift, subclass: subclass)
  }

  /// Old giants and turn-off stars with a share of young ones (at 5500 Angstrom).
  private static func stars(
    _ grid: WavelengthGrid, redshift: Double, young: Double, dispersion: Double
  ) -> SpectrumModel {
    var sum = SpectrumModel(grid, redshift: redshift)
    let parts: [(temperature: Double, share: Double)] = [
      (3600, 0.1 * (1 - young)), (4400, 0.5 * (1 - young)), (5500, 0.4 * (1 - young)),
      (8200, 0.55 * young), (17_000, 0.45 * young),
    ]
    for part in parts where part.share > 0 {
      let star = StarSpectrum.model(
        grid, redshift: redshift, temperature: part.temperature, metallicity: 1.1,
        velocity: dispersion)
      for pixel in sum.flux.indices { sum.flux[pixel] += part.share * star.flux[pixel] }
    }
    return sum
  }

  /// - Parameters:
  ///   - strength: equivalent width of H-beta, about, Angstrom.
  ///   - ionisation: [O III] over H-beta.
  ///   - nitrogen: [N II] over H-alpha.
  private static func addGas(
    to model: inout SpectrumModel, strength: Double, ionisation: Double, nitrogen: Double,
    velocity: Double, _ random: inout RandomStream
  ) {
    let beta = strength * model.stretch * 0.6
    func emit(_ lines: [(Double, Double)], _ total: Double) {
      for (wavelength, share) in lines {
        model.emit(at: wavelength, flux: total * share, velocity: velocity)
      }
    }
    emit(NebularLines.hydrogen, beta)
    emit(NebularLines.oxygen3, 1.33 * ionisation * beta)
    emit(NebularLines.oxygen2, random.uniform(1.5, 3.5) * beta)
    emit(NebularLines.nitrogen2, 1.34 * nitrogen * 2.86 * beta)
    emit(NebularLines.sulphur2, random.uniform(0.3, 0.6) * 2.86 * beta)
    emit([(NebularLines.neon3, 1), (NebularLines.oxygen1, 0.4)], 0.12 * ionisation * beta)
  }
}
