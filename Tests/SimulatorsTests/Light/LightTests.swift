import Foundation
import OrreryKit
import Testing

@testable import Simulators

@Suite("Light on pixels")
struct LightTests {
  @Test("b_n puts half of a Sersic profile's light inside R_e", arguments: [0.5, 1, 2.5, 4, 8])
  func coefficient(_ n: Double) {
    let b = SersicProfile.b(n)
    // Light inside R in units of x = b R^(1/n): ∫ x^(2n-1) e^-x.
    func light(to end: Double) -> Double {
      let steps = 40_000
      return (0..<steps).reduce(0) { sum, step in
        let x = (Double(step) + 0.5) / Double(steps) * end
        return sum + pow(x, 2 * n - 1) * exp(-x) * end / Double(steps)
      }
    }
    #expect(abs(light(to: b) / light(to: 80) - 0.5) < 2e-4)
  }

  @Test(
    "The sum of Gaussians follows Sersic's law within 4 % of the light at each radius",
    arguments: [0.5, 1, 1.5, 2.4, 4, 5.5])
  func mixture(_ n: Double) {
    let mixture = SersicProfile.mixture(n)
    #expect(abs(mixture.flux.reduce(0, +) - 1) < 1e-12)
    #expect(abs(mixture.halfLightRadius - 1) < 0.01)
    let b = SersicProfile.b(n)
    func growth(_ end: Double) -> Double {
      let steps = 4000
      return (0..<steps).reduce(0) { sum, step in
        let r = pow((Double(step) + 0.5) / Double(steps), 2) * end
        let width = 2 * (Double(step) + 0.5) / pow(Double(steps), 2) * end
        return sum + r * exp(-b * pow(r, 1 / n)) * width
      }
    }
    let total = growth(12)
    for radius in [0.1, 0.3, 0.6, 1.5, 3, 6] {
      #expect(abs(mixture.enclosed(radius) - growth(radius) / total) < 0.04, "at \(radius)")
    }
  }

  @Test(
    "A star on pixels keeps its flux and place and has the width of the seeing and a pixel",
    arguments: PointSpread.Profile.allCases)
  func star(_ profile: PointSpread.Profile) {
    let psf = PointSpread(profile: profile, fwhm: 3.2, beta: 3.5, ellipticity: 0, cutoff: 1e-5)
    var canvas = Canvas(width: 121, height: 121)
    let point = LightComponent(flux: 1, .old)
    canvas.add(point, x: 60.3, y: 59.6, flux: 1000, through: psf, threshold: 1e-7)
    let sum = canvas.pixels.reduce(0.0) { $0 + Double($1) }
    #expect(abs(sum - 1000) < 8)
    var moment = (x: 0.0, y: 0.0)
    for index in canvas.pixels.indices {
      moment.x += Double(canvas.pixels[index]) * Double(index % 121) / sum
      moment.y += Double(canvas.pixels[index]) * Double(index / 121) / sum
    }
    #expect(abs(moment.x - 60.3) < 0.01 && abs(moment.y - 59.6) < 0.01)
    // Half of the peak along a row through a star on a pixel's centre.
    var centred = Canvas(width: 41, height: 41)
    centred.add(point, x: 20, y: 20, flux: 1, through: psf, threshold: 1e-9)
    let row = (20..<41).map { Double(centred.pixels[20 * 41 + $0]) }
    let cross = row.firstIndex { $0 < row[0] / 2 } ?? 0
    let width =
      2 * (Double(cross - 1) + (row[cross - 1] - row[0] / 2) / (row[cross - 1] - row[cross]))
    #expect(abs(width - 3.2) < 0.17, "\(width)")
  }

  @Test("The Moffat law of the mixture is the closed formula")
  func moffat() {
    let beta = 3.0, fwhm = 3.0
    let alpha = 0.5 * fwhm / (pow(2, 1 / beta) - 1).squareRoot()
    let mixture = PointSpread.moffat(fwhm: fwhm, beta: beta, cutoff: 1e-6)
    for radius in [0.0, 0.7, 1.5, 3, 6, 12] {
      let sum = zip(mixture.flux, mixture.sigma).reduce(0) {
        $0 + $1.0 * exp(-0.5 * pow(radius / $1.1, 2)) / (2 * .pi * $1.1 * $1.1)
      }
      let exact = (beta - 1) / (.pi * alpha * alpha) * pow(1 + pow(radius / alpha, 2), -beta)
      #expect(abs(sum / exact - 1) < 0.015, "at \(radius): \(sum / exact)")
    }
  }

  @Test("A tilted Gaussian on pixels is the Gaussian computed pixel by pixel")
  func recurrence() {
    let psf = PointSpread(profile: .gaussian, fwhm: 2, ellipticity: 0.1, angle: 0.4)
    let component = LightComponent(flux: 1, x: 1.2, y: -3, major: 5, minor: 1.5, angle: 1.1, .old)
    var canvas = Canvas(x: 3, y: 2, width: 50, height: 44)
    canvas.add(component, x: 25.4, y: 22.7, flux: 100, through: psf, threshold: 1e-6)
    let term = psf.terms[0]
    let xx = component.xx + term.xx, xy = component.xy + term.xy, yy = component.yy + term.yy
    let determinant = xx * yy - xy * xy
    for (column, row) in [(22, 18), (30, 30), (12, 6), (40, 40), (24, 17)] {
      let dx = Double(column + 3) - 26.6, dy = Double(row + 2) - 19.7
      let exponent = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / determinant
      let exact = 100 / (2 * .pi * determinant.squareRoot()) * exp(-0.5 * exponent)
      #expect(abs(Double(canvas.pixels[row * 50 + column]) - exact) < 2e-6)
    }
  }
}
