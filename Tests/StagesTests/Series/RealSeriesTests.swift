import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Stages

/// The stages on real light curves and spectra.
@Suite(.enabled(if: RealData.isPresent))
struct RealSeriesTests {
  private func lightCurve(_ name: String) throws -> SkyObject {
    let path = RealData.path("lightcurves/" + name)
    let curve = try #require(try LightCurveReader.read(path: path).first)
    return SkyObject(id: curve.name, content: .lightCurve(curve))
  }

  private func spectrum(_ name: String) throws -> SkyObject {
    let path = RealData.path("spectra/" + name)
    let spectrum = try #require(try SpectrumReader.read(path: path).first)
    return SkyObject(id: spectrum.name, content: .spectrum(spectrum))
  }

  private func run(_ stages: [any Stage], _ object: SkyObject) throws -> SkyObject {
    var object = object
    var random = RandomStream(seed: 1, key: object.id)
    for stage in stages { object = try stage.run(object, random: &random) }
    return object
  }

  @Test("The period of an ASAS RR Lyrae star is astropy's, and its folded scatter is small")
  func asas() throws {
    var fold = FoldByPeriod()
    (fold.minimumPeriod, fold.maximumPeriod) = (0.2, 1)
    let object = try run(
      [CleanLightCurve(), fold], lightCurve("asas-examples/rr_lyrae_fm-215192.dat"))
    let curve = try #require(object.lightCurve)
    // LombScargle(t, y, e).power on a grid of 1/20 of the peak's width: 0.606073, power 0.616.
    #expect(abs(try #require(curve.foldedPeriod) - 0.606073) < 1e-5)
    let steps = zip(curve.value, curve.value.dropFirst()).map { Double($1 - $0) * Double($1 - $0) }
    let mean = Double(curve.value.reduce(0, +)) / Double(curve.count)
    let variance = curve.value.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    #expect(steps.reduce(0, +) < 0.6 * variance)  // 2 for unfolded noise
  }

  @Test("Five bands of an SDSS RR Lyrae star have one period of half a day or so")
  func stripe82() throws {
    var fold = FoldByPeriod()
    (fold.minimumPeriod, fold.maximumPeriod) = (0.4, 0.9)
    let object = try run([CleanLightCurve(), fold], lightCurve("sdss-rr-lyrae/1102005.csv"))
    guard
      case .real(let power)? = object.measurements.first(where: { $0.name == "period_power" })?
        .value
    else {
      Issue.record("no power")
      return
    }
    #expect(power > 0.75)
  }

  @Test("A detrended Kepler star stands at 1, its bad cadences dropped and counted")
  func kepler() throws {
    let object = try run(
      [CleanLightCurve(), DetrendLightCurve()], lightCurve("kepler-90-short-quarter.fits"))
    let curve = try #require(object.lightCurve)
    #expect(curve.count == 955)
    #expect(object.flags.contains(.missingData))
    let ordered = OrderedValues(curve.value)
    #expect(abs(ordered.median - 1) < 1e-4 && ordered.medianAbsoluteDeviation < 1e-3)
  }

  @Test("The quasar's Lyman alpha stands at 1216 Angstrom in the rest frame")
  func quasar() throws {
    let object = try run([ShiftToRestFrame()], spectrum("sdss-qso.fits"))
    let quasar = try #require(object.spectrum)
    let good = quasar.flux.indices.filter { quasar.isGood($0) }
    let peak = try #require(good.max { quasar.model![$0] < quasar.model![$1] })
    #expect(abs(quasar.wavelength[peak] - 1216) < 5)
  }

  @Test("A preparation for a network gives finite numbers on one grid for every survey")
  func preparation() throws {
    var resample = ResampleSpectrum()
    (resample.minimum, resample.maximum, resample.pixels) = (4000, 9000, 1024)
    let stages: [any Stage] = [
      resample, NormaliseContinuum(), StandardiseSpectrum(), FillGaps(),
    ]
    for name in ["sdss-star", "sdss-galaxy", "sdss-qso", "desi-coadd-4-80613"] {
      let output = try #require(try run(stages, spectrum(name + ".fits")).spectrum)
      #expect(output.count == 1024 && output.flux.allSatisfy(\.isFinite), "\(name)")
      #expect(output.goodCount > 940, "\(name)")
    }
  }

  @Test("Resampling a real spectrum keeps its flux to a part in two hundred")
  func fluxOfGalaxy() throws {
    var object = try spectrum("sdss-galaxy.fits")
    object.spectrum?.mask = nil  // the night-sky line at 5577 would leave a gap
    var stage = ResampleSpectrum()
    (stage.minimum, stage.maximum, stage.pixels, stage.scale) = (4500, 6500, 300, .linear)
    let output = try #require(try run([stage], object).spectrum)
    let input = try #require(object.spectrum)
    let widths = try SpectralGrid(centres: input.wavelength).widths
    let step = 2000.0 / 299
    let range = (4500 - step / 2)...(6500 + step / 2)
    let before = input.flux.indices.filter { range.contains(input.wavelength[$0]) }
      .reduce(0.0) { $0 + widths[$1] * Double(input.flux[$1]) }
    let after = output.flux.reduce(0.0) { $0 + step * Double($1) }
    #expect(abs(after / before - 1) < 5e-3)
  }
}
