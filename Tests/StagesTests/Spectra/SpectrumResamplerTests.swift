import Foundation
import OrreryKit
import Testing

@testable import Stages

private func integral(_ spectrum: Spectrum) throws -> Double {
  let widths = try SpectralGrid(centres: spectrum.wavelength).widths
  return zip(widths, spectrum.flux).reduce(0) { $1.1.isFinite ? $0 + $1.0 * Double($1.1) : $0 }
}

/// A line of flux 50 on a continuum of 0, sampled at uneven steps.
private func line() -> Spectrum {
  let wavelengths = (0..<900).map { 5000 + Double($0) + 0.3 * sin(Double($0)) }
  return Spectrum(
    wavelength: wavelengths, unit: .angstrom,
    flux: wavelengths.map {
      Float(50 / (20 * (2 * .pi).squareRoot()) * exp(-pow(($0 - 5450) / 20, 2) / 2))
    },
    uncertainty: wavelengths.map { _ in 0.1 })
}

struct SpectrumResamplerTests {
  @Test("Resampling keeps the flux of a line on coarse, fine, linear and log grids")
  func conservesFlux() throws {
    let input = line()
    for (count, scale) in [
      (120, SpectralGrid.Scale.linear), (1700, .linear), (77, .log), (2500, .log),
    ] {
      let grid = SpectralGrid(from: 5100, to: 5800, count: count, scale: scale)
      let output = try SpectrumResampler(grid: grid).resampled(input)
      let widths = zip(grid.edges, grid.edges.dropFirst()).map { $1 - $0 }
      let flux = zip(widths, output.flux).reduce(0) { $0 + $1.0 * Double($1.1) }
      #expect(abs(flux - 50) < 1e-3)
    }
  }

  @Test("Resampling onto the own grid changes nothing")
  func identity() throws {
    let input = line()
    let output = try SpectrumResampler(grid: SpectralGrid(centres: input.wavelength)).resampled(
      input)
    for index in input.flux.indices {
      #expect(abs(output.flux[index] - input.flux[index]) <= 1e-6)
      #expect(abs(output.uncertainty![index] - 0.1) < 1e-6)
    }
    #expect(output.mask == nil)
  }

  @Test("The values are spectres' own for a hand-made case")
  func byHand() throws {
    // Pixels of width 1 at 0.5 … 5.5 onto pixels of width 1.5: [0, 1.5], [1.5, 3], …
    let input = Spectrum(
      wavelength: [0.5, 1.5, 2.5, 3.5, 4.5, 5.5], unit: .micrometre, flux: [1, 2, 3, 4, 5, 6],
      uncertainty: [1, 1, 1, 1, 1, 2])
    let grid = SpectralGrid(from: 0.75, to: 5.25, count: 4, scale: .linear)
    let output = try SpectrumResampler(grid: grid).resampled(input)
    let expected: [Float] = [
      (1 + 0.5 * 2) / 1.5, (0.5 * 2 + 3) / 1.5, (4 + 0.5 * 5) / 1.5, (0.5 * 5 + 6) / 1.5,
    ]
    for index in 0..<4 { #expect(abs(output.flux[index] - expected[index]) < 1e-6) }
    #expect(abs(output.uncertainty![0] - Float(1.25.squareRoot() / 1.5)) < 1e-6)
    #expect(abs(output.uncertainty![3] - Float(4.25.squareRoot() / 1.5)) < 1e-6)
  }

  @Test("Bad pixels are left out, and without enough cover their flags come through")
  func carriesMask() throws {
    var input = Spectrum(
      wavelength: [1, 2, 3, 4, 5, 6, 7, 8], unit: .nanometre, flux: [1, 1, 1, 99, 99, 99, 1, .nan])
    for index in 3...5 { input.flag(index, .cosmicRay) }
    let grid = SpectralGrid(from: 1.5, to: 9.5, count: 5, scale: .linear)
    let output = try SpectrumResampler(grid: grid).resampled(input)
    #expect(output.flux[0] == 1 && output.flux[1] == 1)
    #expect(output.flux[2].isNaN && output.flux[4].isNaN)
    #expect(output.mask?[1] == 0)
    #expect(output.mask?[2] == PixelFlags([.cosmicRay, .missing]).rawValue)
    #expect(output.flux[3] == 1)  // half of it is good
    #expect(output.mask?[4] == PixelFlags.outside.rawValue)
  }

  @Test("Wavelengths that do not ascend are refused")
  func ascending() {
    let grid = SpectralGrid(from: 1, to: 3, count: 3, scale: .linear)
    for wavelengths in [[1.0, 3, 2], [1, 1, 2], [1, .nan, 3]] {
      let input = Spectrum(wavelength: wavelengths, unit: .nanometre, flux: [1, 2, 3])
      #expect(throws: DataError.self) { try SpectrumResampler(grid: grid).resampled(input) }
    }
  }
}
