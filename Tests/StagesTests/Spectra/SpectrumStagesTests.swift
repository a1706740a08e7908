import Foundation
import OrreryKit
import Testing

@testable import Stages

private func run(_ stage: some Stage, _ spectrum: Spectrum, seed: UInt64 = 1) throws -> SkyObject {
  var random = RandomStream(seed: seed, key: "s", purpose: type(of: stage).info.name)
  return try stage.run(SkyObject(id: "s", content: .spectrum(spectrum)), random: &random)
}

private func spectrum(
  _ count: Int, from first: Double = 4000, step: Double = 2, sigma: Float? = nil,
  _ flux: (Double) -> Double
) -> Spectrum {
  let wavelengths = (0..<count).map { first + step * Double($0) }
  return Spectrum(
    wavelength: wavelengths, unit: .angstrom, medium: .vacuum,
    flux: wavelengths.map { Float(flux($0)) },
    uncertainty: sigma.map { [Float](repeating: $0, count: count) })
}

/// Continuum 10 + slope, an absorption line at 4800 and an emission line at 5600.
private func lines(_ wavelength: Double) -> Double {
  let continuum = 10 + (wavelength - 4000) / 500
  return continuum
    * (1 - 0.5 * exp(-pow((wavelength - 4800) / 8, 2)) + 3 * exp(-pow((wavelength - 5600) / 8, 2)))
}

struct SpectrumStagesTests {
  @Test("A polynomial continuum takes the slope away and leaves the lines")
  func polynomialContinuum() throws {
    var stage = NormaliseContinuum()
    (stage.method, stage.degree) = (.polynomial, 3)
    let input = spectrum(1000, sigma: 0.1, lines)
    let output = try #require(run(stage, input).spectrum)
    for (wavelength, flux) in zip(output.wavelength, output.flux) {
      #expect(abs(Double(flux) - lines(wavelength) / (10 + (wavelength - 4000) / 500)) < 0.01)
    }
    #expect(abs(output.uncertainty![0] - 0.01) < 1e-4)
  }

  @Test("A running median follows the continuum under the lines")
  func medianContinuum() throws {
    let input = spectrum(1000, lines)
    let output = try #require(run(NormaliseContinuum(), input).spectrum)
    for (wavelength, flux) in zip(output.wavelength, output.flux)
    where wavelength > 4400 && wavelength < 5400 {
      #expect(abs(Double(flux) - lines(wavelength) / (10 + (wavelength - 4000) / 500)) < 0.02)
    }
  }

  @Test("The running median is the plain median of each window")
  func plainMedian() {
    var input = spectrum(60) { 5 + 3 * sin($0 * 1.7) }
    input.flux[7] = .nan
    input.flag(20, .cosmicRay)
    let median = Continuum.runningMedian(of: input, window: 9)
    for index in 0..<60 {
      let good = (max(0, index - 4)...min(59, index + 4)).filter(input.isGood).map {
        input.flux[$0]
      }
      #expect(median[index] == OrderedValues(good).median)
    }
  }

  @Test("Where the continuum is too low to divide by, pixels become missing and are counted")
  func lowContinuum() throws {
    var stage = NormaliseContinuum()
    stage.window = 11
    let object = try run(stage, spectrum(200) { $0 < 4300 ? 5 : 0 })
    let output = try #require(object.spectrum)
    #expect(output.flux[0] == 1 && output.flux[199].isNaN)
    #expect(output.mask?[199] == PixelFlags.missing.rawValue)
    #expect(object.flags.contains(.missingData))
    #expect(
      object.measurements.first { $0.name == "pixels_without_continuum" }?.value == .integer(50))
  }

  @Test("Each statistic becomes 1, and noise stays beside its flux")
  func unitFlux() throws {
    let input = spectrum(101, sigma: 2) { $0 / 1000 }
    for statistic in NormaliseFlux.Statistic.allCases {
      var stage = NormaliseFlux()
      stage.statistic = statistic
      let output = try #require(run(stage, input).spectrum)
      let values = output.flux.map(Double.init)
      let level =
        switch statistic {
        case .integral: values.reduce(0, +) * 2
        case .mean: values.reduce(0, +) / 101
        case .median: values[50]
        case .peak: values[100]
        }
      #expect(abs(level - 1) < 1e-5)
      #expect(abs(output.flux[3] / output.uncertainty![3] - input.flux[3] / 2) < 1e-5)
    }
    #expect(throws: DataError.self) { try run(NormaliseFlux(), spectrum(9) { _ in -1 }) }
  }

  @Test("Standardised flux has mean 0 and deviation 1 over the good pixels")
  func standardised() throws {
    var input = spectrum(500) { 100 + 7 * sin($0) }
    input.flux[3] = 1e6
    input.flag(3, .cosmicRay)
    let output = try #require(run(StandardiseSpectrum(), input).spectrum)
    let good = output.flux.indices.filter(output.isGood).map { Double(output.flux[$0]) }
    let mean = good.reduce(0, +) / Double(good.count)
    #expect(abs(mean) < 1e-5)
    #expect(abs(good.reduce(0) { $0 + $1 * $1 } / Double(good.count) - 1) < 1e-4)
  }

  @Test("Smoothing keeps a straight line and lowers the noise by the square root of the box")
  func smoothing() throws {
    let input = spectrum(100, sigma: 3) { $0 }
    for kernel in SmoothSpectrum.Kernel.allCases {
      var stage = SmoothSpectrum()
      (stage.kernel, stage.width) = (kernel, 9)
      let output = try #require(run(stage, input).spectrum)
      for index in 40..<60 { #expect(abs(output.flux[index] / input.flux[index] - 1) < 1e-5) }
      if kernel == .box { #expect(abs(output.uncertainty![50] - 1) < 1e-5) }
    }
  }

  @Test("A missing pixel is left out of its neighbours and stays missing")
  func smoothingMissing() throws {
    var input = spectrum(11) { _ in 4 }
    input.flux[5] = .nan
    input.flag(2, .cosmicRay)
    input.flux[2] = 900
    let output = try #require(run(SmoothSpectrum(), input).spectrum)
    #expect(output.flux[5].isNaN && output.flux[2] == 900)
    #expect(
      output.flux.indices.filter(output.isGood).allSatisfy { abs(output.flux[$0] - 4) < 1e-5 })
  }

  @Test("Cropping is by wavelength in the stated unit and keeps what stands beside")
  func cropping() throws {
    var stage = CropWavelength()
    (stage.minimum, stage.maximum, stage.unit) = (0.41, 0.42, .micrometre)
    let output = try #require(run(stage, spectrum(1000, sigma: 1) { $0 }).spectrum)
    #expect(output.wavelength.first == 4100 && output.wavelength.last == 4200)
    #expect(output.flux.first == 4100 && output.uncertainty?.count == 51)
    stage.maximum = nil
    stage.minimum = 99
    #expect(try run(stage, output).flags == [.noValidData])
  }

  @Test("The rest frame keeps the line's flux and puts Lyman alpha at 1215.67")
  func restFrame() throws {
    var input = spectrum(2000, from: 4000, step: 1) { 3 * exp(-pow(($0 - 4862.68) / 5, 2)) }
    input.redshift = 3
    let output = try #require(run(ShiftToRestFrame(), input).spectrum)
    let peak = output.flux.indices.max { output.flux[$0] < output.flux[$1] }!
    #expect(abs(output.wavelength[peak] - 1215.67) < 0.13)
    #expect(output.redshift == 0)
    let before = input.flux.reduce(0, +), after = output.flux.reduce(0, +) * 0.25
    #expect(abs(after / before - 1) < 1e-5)
    input.redshift = nil
    #expect(throws: DataError.self) { try run(ShiftToRestFrame(), input) }
  }

  @Test("A medium that is not stated is refused, or taken for what the settings say")
  func medium() throws {
    var input = spectrum(10) { $0 }
    input.medium = .unknown
    #expect(throws: DataError.self) { try run(ConvertMedium(), input) }
    var stage = ConvertMedium()
    stage.unknown = .air
    let output = try #require(run(stage, input).spectrum)
    #expect(output.medium == .vacuum && output.wavelength[0] > 4001)
  }

  @Test("A shifted spectrum stands on its old grid with the line moved and the redshift told")
  func shiftRedshift() throws {
    var input = spectrum(1000, from: 5000, step: 1) { 1 + 3 * exp(-pow(($0 - 5500) / 5, 2)) }
    input.redshift = 0.5
    var stage = ShiftRedshift()
    (stage.minimum, stage.maximum) = (0.01, 0.01)
    let output = try #require(run(stage, input).spectrum)
    #expect(output.wavelength == input.wavelength)
    let peak = output.flux.indices.filter(output.isGood).max { output.flux[$0] < output.flux[$1] }!
    #expect(abs(output.wavelength[peak] - 5555) <= 1)
    #expect(abs(output.redshift! - 0.515) < 1e-12)
    #expect(output.flux[0].isNaN && output.mask?[0] == PixelFlags.outside.rawValue)
  }

  @Test("The true redshift moves with the spectrum")
  func trueRedshift() throws {
    var stage = ShiftRedshift()
    (stage.minimum, stage.maximum) = (0.01, 0.01)
    var object = SkyObject(
      id: "galaxy", content: .spectrum(spectrum(100, from: 5000, step: 1) { _ in 1 }))
    var random = RandomStream(seed: 1, purpose: "test")
    #expect(try stage.run(object, random: &random).truthValues.isEmpty)
    object.truthValues = ["z": 0.5, "snr": 7]
    let shifted = try stage.run(object, random: &random).truthValues
    #expect(abs(try #require(shifted["z"]) - 0.515) < 1e-12 && shifted["snr"] == 7)
  }

  @Test("A narrow line gets the width of the target resolution and keeps its flux")
  func resolution() throws {
    var stage = DegradeResolution()
    (stage.minimum, stage.maximum) = (1000, 1000)
    let input = spectrum(2000, from: 5000, step: 0.5) { abs($0 - 5500) < 0.1 ? 100 : 0 }
    let output = try #require(run(stage, input).spectrum)
    var (sum, square) = (0.0, 0.0)
    for (wavelength, flux) in zip(output.wavelength, output.flux) {
      sum += Double(flux)
      square += Double(flux) * pow(wavelength - 5500, 2)
    }
    #expect(abs(sum / 100 - 1) < 1e-3)
    #expect(abs(2.354820 * (square / sum).squareRoot() / 5.5 - 1) < 0.01)
  }

  @Test("Degrading a spectrum reaches the target ratio and never improves it")
  func degrade() throws {
    var stage = DegradeSpectrum()
    (stage.minimum, stage.maximum) = (5, 5)
    let input = spectrum(20000, step: 0.1, sigma: 1) { _ in 100 }
    let output = try #require(run(stage, input).spectrum)
    let deviation =
      (output.flux.reduce(0.0) { $0 + pow(Double($1) - 100, 2) } / 20000).squareRoot()
    #expect(abs(output.uncertainty![0] - 20) < 1e-3)
    #expect(abs(deviation / 399.0.squareRoot() - 1) < 0.02)
    (stage.minimum, stage.maximum) = (1000, 1000)
    #expect(try run(stage, input).spectrum?.flux == input.flux)
  }

  @Test("Low signal, night-sky lines and neighbours are marked")
  func masks() throws {
    var stage = MaskSpectrum()
    (stage.minimumSignalToNoise, stage.skyLines, stage.grow) = (1, 3, 1)
    var input = spectrum(1000, from: 5000, step: 1, sigma: 1) { _ in 10 }
    input.flux[100] = 0.5
    input.uncertainty?[200] = .infinity
    input.flux[300] = .nan
    let object = try run(stage, input)
    let output = try #require(object.spectrum)
    for index in [99, 100, 101, 199, 200, 201, 299, 300, 301, 576, 578, 582, 888, 899] {
      #expect(!output.isGood(index))
    }
    for index in [0, 98, 102, 574, 583, 999] { #expect(output.isGood(index)) }
    #expect(output.flux[100] == 0.5)
    #expect(
      object.measurements.first { $0.name == "pixels_marked" }?.value
        == .integer(Int64(999 - output.goodCount)))
  }

  @Test("Filled pixels are numbers, flagged, infinitely uncertain and counted")
  func filling() throws {
    var input = spectrum(6, sigma: 1) { $0 - 4000 }
    input.flux[0] = .nan
    input.flag(2, .cosmicRay)
    input.flux[2] = 1e9
    input.flux[3] = .nan
    let object = try run(FillGaps(), input)
    let output = try #require(object.spectrum)
    #expect(output.flux == [2, 2, 4, 6, 8, 10])
    #expect(output.mask == [64, 0, 68, 64, 0, 0])
    #expect(output.uncertainty![2] == .infinity)
    #expect(object.flags.contains(.filled))
    #expect(object.measurements.first { $0.name == "values_filled" }?.value == .integer(3))
  }
}
