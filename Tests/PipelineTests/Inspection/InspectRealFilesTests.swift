import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// Facts of real files against what others read in them.
@Suite(.enabled(if: RealData.isPresent))
struct InspectRealFilesTests {
  private func inspect(
    _ name: String, _ change: (inout InspectionRequest) -> Void = { _ in }
  ) throws -> Inspection {
    var request = InspectionRequest(file: RealData.path(name))
    change(&request)
    let registry = try Installation.builtIns()
    return try Inspector(ModelLibrary(registry: registry, folders: [])).inspect(request).facts
  }

  // astropy 8: WCS(header).pixel_to_world(255.5, 255.5) = 52.02693168, 6.65297429
  @Test("A DECam patch: centre, scale, values")
  func decam() throws {
    let facts = try inspect("images/decam-r.fits")
    let sky = try #require(facts.sky)
    #expect(abs(sky.ra - 52.02693168) < 1e-6 && abs(sky.dec - 6.65297429) < 1e-6)
    #expect(abs((sky.pixelScale ?? 0) - 0.263) < 0.001)
    #expect(facts.statistics[0].minimum == 37 && facts.statistics[0].maximum == 180_000)
    #expect(facts.statistics[0].median == 76)
  }

  @Test("A galaxy's redshift and class, and what a model makes of it")
  func galaxy() throws {
    let facts = try inspect("spectra/sdss-galaxy.fits")
    let spectrum = try #require(facts.spectrum)
    #expect(abs((spectrum.redshift ?? 0) - 0.213773) < 1e-6)
    #expect(spectrum.classification == "GALAXY" && spectrum.pixels == 4605)
    #expect(spectrum.medium == "vacuum" && (spectrum.signalToNoise ?? 0) > 20)
    #expect(facts.prediction?.best?.name == "galaxy")
    #expect(abs((facts.predictedRedshift ?? 0) - 0.213773) < 0.003)
    let alpha = try #require(spectrum.lines?.first { $0.name == "Hα" })
    #expect(abs(alpha.wavelength - 6564.61 * 1.213773) < 0.01)
  }

  @Test("A dwarf in the near infrared is told by the model of its wavelengths")
  func dwarf() throws {
    let facts = try inspect("spectra/spex/10422_10274.fits.gz")
    #expect(facts.prediction?.architecture == "spectrum-sequence")
  }

  @Test(
    "A curve without a name of its one band is asked of a model of one band, and a note says so")
  func unnamed() throws {
    let facts = try inspect("lightcurves/asas-examples/rr_lyrae_fm-215192.dat")
    #expect(facts.prediction?.weights == "asas" && facts.prediction?.best?.name == "rr-lyrae")
    #expect(facts.prediction?.notes.first == "the curve names no band: taken as V")
  }

  @Test("A supernova seen every night has no period of a day")
  func transient() throws {
    let facts = try inspect("lightcurves/ztf-sn-ia/ZTF20aavnnzx.csv")
    #expect(facts.lightCurve != nil && facts.lightCurve?.period == nil)
    let star = try inspect("lightcurves/sdss-rr-lyrae/1102005.csv")
    #expect(abs((star.lightCurve?.period?.period ?? 0) - 0.3298) < 1e-3)
  }

  @Test("A Kepler quarter: points, time reference, position")
  func kepler() throws {
    let facts = try inspect("lightcurves/kepler-90-short-quarter.fits")
    let curve = try #require(facts.lightCurve)
    #expect(curve.bands.map(\.points) == [1021] && curve.timeReference == 2_454_833)
    #expect(facts.sky != nil && facts.name == "KIC 11442793")
  }

  @Test("Entry 586 of a stack is there, 587 is not; extensions go by name")
  func entries() throws {
    let facts = try inspect("galaxies/gz1-train.fits.gz") { $0.row = 586 }
    #expect(facts.entry == 586 && facts.entries == 587 && facts.statistics.count == 3)
    #expect(throws: InspectionRefusal.self) {
      try inspect("galaxies/gz1-train.fits.gz") { $0.row = 587 }
    }
    let named = try inspect("images/hst-cosmos-galaxies.fits") { $0.id = "G101989" }
    #expect(named.units.first { $0.isShown }?.index == 3)
  }

  @Test(
    "Every damaged file is refused",
    arguments: [
      "data-cut-short.fits", "empty-file.fits",
      "gzip-cut-short.fits.gz", "header-without-end.fits", "naxis1-too-large.fits", "not-fits.fits",
      "rice-tile-garbage.fits",
    ])
  func damaged(name: String) {
    #expect(throws: DataError.self) { try inspect("fits-corner-cases/damaged-" + name) }
  }
}
