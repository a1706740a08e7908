import Foundation
import OrreryKit
import Testing
import TestSupport

/// Real light curves, against what astropy 8 and Python read of them.
@Suite(.enabled(if: RealData.isPresent))
struct LightCurveReaderTests {
  private func read(
    _ name: String, _ settings: LightCurveSettings = .init()
  ) throws -> [LightCurve] {
    try LightCurveReader.read(path: RealData.path("lightcurves/" + name), settings: settings)
  }

  @Test(
    "Kepler and TESS tables give corrected fluxes, quality bits and the reference of time",
    arguments: [
      ("kepler-long-cadence.fits", 4634, 3968, 2454833.0, 2000, 484.35910508602683, 94020.3671875),
      ("kepler-90-short-quarter.fits", 1021, 955, 2454833, 500, 362.5936148002511, 43264.609375),
      (
        "tess-two-minute.fits.gz", 20076, 18101, 2457000, 2000, 1328.073701282431, 256.8060302734375
      ),
    ])
  func missions(
    file: String, count: Int, good: Int, reference: Double, row: Int, time: Double, flux: Double
  ) throws {
    let curves = try read(file)
    let curve = try #require(curves.first)
    #expect(curves.count == 1 && curve.count == count && curve.goodCount == good)
    #expect(curve.timeReference == reference && curve.quantity == .flux && curve.unit == "e-/s")
    #expect(curve.time[row] == time && Double(curve.value[row]) == flux)
    #expect(curve.bands == [file.hasPrefix("tess") ? "TESS" : "Kepler"])
    #expect(curve.quality?.count == count && curve.position != nil)
    #expect(curve.name.hasPrefix(file.hasPrefix("tess") ? "TIC " : "KIC "))
  }

  @Test("Quality bits stay as written, mark points by choice, and SAP fluxes can be had")
  func qualityBits() throws {
    var settings = LightCurveSettings()
    settings.qualityBits = 0
    let all = try #require(read("kepler-long-cadence.fits", settings).first)
    #expect(all.quality?[0] == 16 && all.goodCount > 4400)
    settings.photometry = .sap
    let sap = try #require(read("kepler-long-cadence.fits", settings).first)
    #expect(sap.value[0] == 94884.0703125 && sap.time[0] == 443.49053593292047)
  }

  @Test("Target pixels are summed over the aperture, and the header says which")
  func targetPixels() throws {
    let curve = try #require(read("k2-target-pixels.fits").first)
    #expect(curve.count == 1290 && curve.value[0] == 5 && curve.value[600] == 5)
    #expect(abs(curve.uncertainty![0] - 8.259235) < 1e-5)
    #expect(curve.timeReference == 2454833 && curve.name == "EPIC 200071160")
    #expect(curve.header.cards.contains { $0.comment.contains("9 pixels of the collected pixels") })
    #expect(curve.time.filter(\.isNaN).count == 3)
  }

  @Test("EROS-1 lists in cells give 2912 stars in two bands")
  func eros() throws {
    let curves = try read("eros1/train_varlength_features.csv.gz")
    #expect(curves.count == 2912)
    let first = try #require(curves.first)
    #expect(first.name == "135_9613" && first.bands == ["b", "r"])
    #expect(first.points(ofBand: 0).count == 123 && first.points(ofBand: 1).count == 124)
    #expect(first.value[0] == 19.15 && first.uncertainty![123] == 0.16)
    #expect(first.quantity == .magnitude && first.unit == "mag")
    let mean = Double(curves.reduce(0) { $0 + $1.count }) / 2912 / 2
    #expect(abs(mean - 118.21995192307692) < 1e-9)
  }

  @Test("A long table gives one light curve for each object, all with the same bands")
  func plasticc() throws {
    let curves = try read("plasticc-sample.csv.gz")
    #expect(curves.count == 239 && curves.reduce(0) { $0 + $1.count } == 43152)
    let first = try #require(curves.first)
    #expect(first.name == "13504" && first.count == 351)
    #expect(first.bands == ["0", "1", "2", "3", "4", "5"] && first.band[0] == 2)
    #expect(first.time[0] == 59770.3662 && first.value[0] == 37.821636)
    #expect(first.uncertainty![0] == 0.679704 && first.timeReference == 2_400_000.5)
    #expect(curves.allSatisfy { $0.bands == first.bands })
  }

  @Test("CSV with names, and three columns without, read to magnitudes")
  func text() throws {
    let lyrae = try #require(read("sdss-rr-lyrae/1102005.csv").first)
    #expect(lyrae.count == 279 && lyrae.bands == ["g", "i", "r", "u", "z"])
    #expect(lyrae.name == "1102005" && lyrae.quantity == .magnitude)
    #expect(lyrae.time[0] == 51467.311577 && lyrae.value[0] == 17.641 && lyrae.band[0] == 2)
    let asas = try #require(read("asas-examples/rr_lyrae_fm-215192.dat").first)
    #expect(asas.count == 351 && asas.time[0] == 1869.53306 && asas.value[0] == 11.939)
    #expect(asas.uncertainty![0] == 0.039 && asas.name == "rr_lyrae_fm-215192")
  }

  @Test("Every small file of light curves is recognised, and labels and spectra are not")
  func recognition() throws {
    for folder in ["ztf-sn-ia", "sdss-rr-lyrae", "asas-examples"] {
      let path = RealData.path("lightcurves/" + folder)
      for file in try FileManager.default.contentsOfDirectory(atPath: path) {
        #expect(LightCurveReader.canRead(path + "/" + file), "\(file)")
        #expect(try LightCurveReader.read(path: path + "/" + file).first!.goodCount > 5, "\(file)")
      }
    }
    for name in [
      "lightcurves/asas-train-classes.csv", "lightcurves/plasticc-sample-labels.csv",
      "lightcurves/eros1/train.csv", "spectra/sdss-star.fits", "images/decam-r.fits",
      "lightcurves/asas-train.tar.gz", "galaxies/gz1-train.csv",
    ] {
      let path = RealData.path(name)
      #expect(!LightCurveReader.canRead(path), "\(name)")
      #expect {
        try LightCurveReader.read(path: path)
      } throws: { ($0 as? DataError)?.code == .notRecognised && !"\($0)".contains("\n") }
    }
  }

  @Test("Numbers whose first line is broken by a bare carriage return are refused")
  func mixedLineEnds() throws {
    let path = NSTemporaryDirectory() + "curve-\(UUID().uuidString).dat"
    defer { try? FileManager.default.removeItem(atPath: path) }
    for text in ["580\r08.56 19.88 0.1\n58009.4 19.9 0.1\n", "\r1 2\r3\n4 5 6 7\n"] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: DataError.self) { try LightCurveReader.read(path: path) }
    }
  }

  @Test("No file of the corner cases crashes the reader")
  func hostile() throws {
    let folder = RealData.path("fits-corner-cases")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
      do { _ = try LightCurveReader.read(path: folder + "/" + file) } catch {
        #expect(error is DataError, "\(file)")
      }
    }
  }
}
