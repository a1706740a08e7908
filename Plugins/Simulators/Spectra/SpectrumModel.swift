import Foundation

/// A noiseless spectrum on its observed grid while features are put into it; rest wavelengths are
/// in vacuum, Angstrom.
struct SpectrumModel: Sendable {
  let grid: WavelengthGrid
  /// 1 + z.
  let stretch: Double
  /// F_λ in any unit.
  var flux: [Double]

  init(_ grid: WavelengthGrid, redshift: Double) {
    self.grid = grid
    stretch = 1 + redshift
    flux = [Double](repeating: 0, count: grid.wavelength.count)
  }

  /// Sets the flux from rest wavelengths.
  mutating func fill(_ continuum: (Double) -> Double) {
    for pixel in flux.indices { flux[pixel] = continuum(grid.wavelength[pixel] / stretch) }
  }

  /// Multiplies the flux by a function of rest wavelength between two of them.
  mutating func multiply(from low: Double, to high: Double, by factor: (Double) -> Double) {
    for pixel in grid.pixels(from: low * stretch, to: high * stretch) {
      flux[pixel] *= factor(grid.wavelength[pixel] / stretch)
    }
  }

  /// An absorption line that takes away `equivalentWidth` (rest, Angstrom) of the continuum.
  ///
  /// - Parameter velocity: its standard deviation, km/s, before the spectrograph's.
  mutating func absorb(at rest: Double, equivalentWidth: Double, velocity: Double) {
    let observed = rest * stretch
    let sigma = grid.width(at: observed, velocity: velocity)
    let depth = equivalentWidth * stretch / (sigma * (2 * Double.pi).squareRoot())
    for pixel in grid.pixels(from: observed - 5 * sigma, to: observed + 5 * sigma) {
      let x = (grid.wavelength[pixel] - observed) / sigma
      // As an optical depth, so that strong lines and blends never go below zero.
      flux[pixel] *= exp(-depth * exp(-0.5 * x * x))
    }
  }

  /// An emission line with a total flux (observed frame).
  mutating func emit(at rest: Double, flux total: Double, velocity: Double) {
    let observed = rest * stretch
    let sigma = grid.width(at: observed, velocity: velocity)
    let peak = total / (sigma * (2 * Double.pi).squareRoot())
    for pixel in grid.pixels(from: observed - 6 * sigma, to: observed + 6 * sigma) {
      let x = (grid.wavelength[pixel] - observed) / sigma
      flux[pixel] += peak * exp(-0.5 * x * x)
    }
  }

  /// A molecular band: a sharp head, then back to the continuum over `width` towards the red.
  mutating func band(head rest: Double, width: Double, depth: Double) {
    let soft = grid.width(at: rest * stretch, velocity: 150) / stretch
    multiply(from: rest - 4 * soft, to: rest + width) { wavelength in
      let onset = 1 / (1 + exp(-(wavelength - rest) / soft))
      return 1 - depth * onset * min(1, max(0, 1 - (wavelength - rest) / width))
    }
  }

  /// Dims as dust along the line of sight does, A ∝ λ^-1.3, in the observed frame.
  mutating func redden(visualExtinction: Double) {
    for pixel in flux.indices {
      flux[pixel] *= Magnitude.flux(visualExtinction * pow(grid.wavelength[pixel] / 5500, -1.3))
    }
  }

  /// Planck's law F_λ, 1 at 5500 Angstrom.
  static func blackBody(_ wavelength: Double, temperature: Double) -> Double {
    let x = 1.438_777e8 / temperature
    return pow(5500 / wavelength, 5) * (exp(x / 5500) - 1) / (exp(x / wavelength) - 1)
  }
}
