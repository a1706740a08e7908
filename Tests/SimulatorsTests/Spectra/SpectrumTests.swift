import Foundation
import OrreryKit
import Testing

@testable import Simulators

@Suite("Spectra")
struct SpectrumTests {
  private static let grid = WavelengthGrid(from: 3600, to: 10_300, step: 1e-4, resolution: 1800)

  /// The wavelength of the largest (or smallest) flux within some Angstrom.
  private func extreme(
    of model: SpectrumModel, near wavelength: Double, within reach: Double, isEmission: Bool
  ) -> Double {
    let pixels = model.grid.pixels(from: wavelength - reach, to: wavelength + reach)
    let best = pixels.max {
      isEmission ? model.flux[$0] < model.flux[$1] : model.flux[$0] > model.flux[$1]
    }
    return best.map { model.grid.wavelength[$0] } ?? .nan
  }

  @Test("The grid is equally spaced in the logarithm and starts where SDSS's grid has a pixel")
  func spacing() {
    let wavelength = Self.grid.wavelength
    #expect(wavelength.count == 4566)
    for pixel in [0, 1000, 4564] {
      #expect(abs(log10(wavelength[pixel + 1] / wavelength[pixel]) - 1e-4) < 1e-10)
    }
    #expect(Self.grid.pixels(from: 5000, to: 5001.1).allSatisfy { 5000...5001.1 ~= wavelength[$0] })
    #expect(Self.grid.pixels(from: 100, to: 200).isEmpty)
    #expect(Self.grid.pixels(from: 3000, to: 20_000) == 0..<4566)
  }

  @Test("Emission lines of a star-forming galaxy stand at (1 + z) times their wavelengths")
  func emission() {
    var found = 0
    for seed in 0..<30 {
      var random = RandomStream(seed: UInt64(seed), key: "emission")
      let drawn = GalaxySpectrum.draw(maximumRedshift: 0.5, Self.grid, &random)
      guard drawn.subclass == "STARFORMING" else { continue }
      found += 1
      for wavelength in [6564.61, 5008.24] {
        let observed = wavelength * (1 + drawn.redshift)
        guard observed < 10_200 else { continue }
        let peak = extreme(of: drawn.model, near: observed, within: 14, isEmission: true)
        #expect(abs(peak - observed) < 1.7, "\(wavelength) at z \(drawn.redshift)")
      }
    }
    #expect(found > 5)
  }

  @Test("A line has the flux and the width that were asked for")
  func lineFlux() {
    var model = SpectrumModel(Self.grid, redshift: 0.2)
    model.emit(at: 5008.24, flux: 100, velocity: 150)
    var sum = 0.0, square = 0.0
    for pixel in 1..<model.flux.count - 1 {
      let wavelength = Self.grid.wavelength
      let width = (wavelength[pixel + 1] - wavelength[pixel - 1]) / 2
      sum += model.flux[pixel] * width
      square += model.flux[pixel] * width * pow(wavelength[pixel] - 5008.24 * 1.2, 2)
    }
    #expect(abs(sum - 100) < 0.1)
    let instrument = 5008.24 * 1.2 / (2.354820045 * 1800)
    let own = 5008.24 * 1.2 * 150 / 299_792.458
    #expect(abs((square / sum).squareRoot() / hypot(instrument, own) - 1) < 0.01)
  }

  @Test("Hydrogen absorbs in an A star, calcium and sodium in a K star, TiO in an M star")
  func stars() {
    func star(_ temperature: Double) -> SpectrumModel {
      StarSpectrum.model(Self.grid, redshift: 0, temperature: temperature, velocity: 40)
    }
    let a = star(9700), k = star(4400), m = star(3400)
    for wavelength in [6564.61, 4862.68, 4341.68] {
      let minimum = extreme(of: a, near: wavelength, within: 20, isEmission: false)
      #expect(abs(minimum - wavelength) < 1)
    }
    func flux(_ model: SpectrumModel, _ at: Double) -> Double {
      let pixels = Self.grid.pixels(from: at, to: at + 4)
      return model.flux[pixels.lowerBound]
    }
    #expect(flux(a, 4862) < 0.6 * flux(a, 4960))
    #expect(flux(k, 3934) < 0.55 * flux(k, 3915))
    #expect(flux(k, 5892) < 0.8 * flux(k, 5930))
    #expect(flux(m, 7090) < 0.75 * flux(m, 7030))
    #expect(flux(k, 7090) > 0.95 * flux(k, 7030))
  }

  @Test("Old galaxies have a break at 4000 Angstrom; young ones a weaker one")
  func galaxyBreak() {
    func strength(_ drawn: DrawnSpectrum) -> Double {
      func mean(_ low: Double, _ high: Double) -> Double {
        let z = 1 + drawn.redshift
        let pixels = Self.grid.pixels(from: low * z, to: high * z)
        return pixels.reduce(0) { $0 + drawn.model.flux[$1] } / Double(max(1, pixels.count))
      }
      return mean(4000, 4100) / mean(3850, 3950)  // D4000 of Balogh et al. 1999
    }
    var old: [Double] = [], young: [Double] = []
    for seed in 0..<40 {
      var random = RandomStream(seed: UInt64(seed), key: "break")
      let drawn = GalaxySpectrum.draw(maximumRedshift: 0.5, Self.grid, &random)
      if drawn.subclass == "PASSIVE" { old.append(strength(drawn)) }
      if drawn.subclass == "STARFORMING" { young.append(strength(drawn)) }
    }
    let oldMean = old.reduce(0, +) / Double(old.count)
    let youngMean = young.reduce(0, +) / Double(young.count)
    #expect((1.5...2.4).contains(oldMean), "\(oldMean)")
    #expect(youngMean < oldMean - 0.2, "\(youngMean)")
  }

  @Test("Broad lines of quasars peak at their redshift; the forest takes the mean share of light")
  func quasars() {
    var transmitted: [Double] = []
    for seed in 0..<30 {
      var random = RandomStream(seed: UInt64(seed), key: "quasar")
      let drawn = QuasarSpectrum.draw(
        minimumRedshift: 2.9, maximumRedshift: 3.1, Self.grid, &random)
      let carbon = 1549.06 * (1 + drawn.redshift)
      let peak = extreme(of: drawn.model, near: carbon, within: 120, isEmission: true)
      #expect(abs(peak - carbon) < 6)
      let z = 1 + drawn.redshift
      func mean(_ low: Double, _ high: Double) -> Double {
        let pixels = Self.grid.pixels(from: low * z, to: high * z)
        return pixels.reduce(0) { $0 + drawn.model.flux[$1] } / Double(pixels.count)
      }
      // The power law, drawn from the red side of Lyman alpha to 1090 Angstrom.
      let slope = log(mean(1690, 1720) / mean(1430, 1460)) / log(1705.0 / 1445)
      transmitted.append(mean(1080, 1100) / (mean(1430, 1460) * pow(1090.0 / 1445, slope)))
    }
    // exp(-0.0018 (1 + z)^3.92) at z = 2.6 is 0.76.
    let average = transmitted.reduce(0, +) / Double(transmitted.count)
    #expect(abs(average - 0.76) < 0.12, "\(average)")
  }

  @Test("Noise is as large as the uncertainty says, S/N is the truth's, bad pixels are marked")
  func noise() throws {
    var simulator = SpectrumSimulator()
    simulator.classes = ["galaxy"]
    (simulator.minimumSignalToNoise, simulator.maximumSignalToNoise) = (10, 10)
    let noisy = try #require(try simulator.make(3, seed: 6).spectrum)
    (simulator.minimumSignalToNoise, simulator.maximumSignalToNoise) = (10_000, 10_000)
    let clean = try #require(try simulator.make(3, seed: 6).spectrum)
    let sigma = try #require(noisy.uncertainty)
    let mask = try #require(noisy.mask)
    var pulls: [Float] = [], ratios: [Float] = []
    for pixel in sigma.indices {
      #expect(sigma[pixel].isFinite == (mask[pixel] == 0))
      guard mask[pixel] == 0 else { continue }
      pulls.append((noisy.flux[pixel] - clean.flux[pixel]) / sigma[pixel])
      ratios.append(clean.flux[pixel] / sigma[pixel])
    }
    let middle = pulls.map(abs).sorted()[pulls.count / 2]
    #expect(abs(middle / 0.6745 - 1) < 0.08)
    #expect(abs(ratios.sorted()[ratios.count / 2] / 10 - 1) < 0.1)
    #expect(noisy.medium == .vacuum)
    // The sky line at 5579 is noisier than its surroundings.
    let line = Self.grid.pixels(from: 5578, to: 5580).lowerBound, quiet = line - 40
    #expect(sigma[line] > 4 * sigma[quiet])
  }
}
