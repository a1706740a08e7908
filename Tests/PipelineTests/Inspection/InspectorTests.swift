import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// What a file is and what it does not have, without the command.
struct InspectorTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func inspector() throws -> Inspector {
    let registrar = PluginRegistrar(try Installation.builtIns(), origin: "test")
    try registrar.register(BrightnessClassifier.self)
    return Inspector(
      ModelLibrary(registry: registrar.registry, folders: [workspace["models"]]))
  }

  private func inspect(
    _ path: String, _ change: (inout InspectionRequest) -> Void = { _ in }
  ) throws -> Inspector.Result {
    var request = InspectionRequest(file: path)
    change(&request)
    return try inspector().inspect(request)
  }

  private func reason(
    _ path: String, _ change: (inout InspectionRequest) -> Void
  ) throws -> String {
    do {
      _ = try inspect(path, change)
      return "accepted"
    } catch let refusal as InspectionRefusal { return refusal.reason }
  }

  // MARK: - Images

  @Test("An image's place, scale and values; a cut-out has its own")
  func image() throws {
    let field = try TestSky.field(sources: [(40, 90, 4000)])
    let path = try workspace.write(TestSky.bytes(field), to: "field.fits")
    let whole = try inspect(path).facts
    #expect(whole.kind == "image" && whole.units.first?.type == "float32")
    let sky = try #require(whole.sky)
    #expect(abs(sky.ra - 150) < 1e-9 && abs(sky.dec - 2.2) < 1e-9)
    #expect(abs((sky.pixelScale ?? 0) - 0.5) < 1e-6 && sky.isMirrored == false)
    #expect(abs((whole.statistics[0].background ?? 0) - 100) < 0.1)
    #expect(whole.noPrediction?.hasPrefix("no model takes one plane of 128 × 128") == true)

    let cut = try inspect(path) {
      $0.pixel = SIMD2(40, 90)
      $0.size = 17
    }
    #expect(cut.facts.region == PixelRegion(x: 32..<49, y: 82..<99))
    #expect(cut.facts.statistics[0].count == 289)
    #expect(cut.facts.statistics[0].maximum == whole.statistics[0].maximum)
    let centre = try #require(field.wcs?.sky(x: 40, y: 90))
    #expect(abs((cut.facts.sky?.dec ?? 0) - centre.dec) < 1e-9)
    // The same place by its position.
    let there = try inspect(path) {
      $0.position = centre
      $0.size = 17
    }
    #expect(there.facts.region == cut.facts.region)
  }

  @Test("NaN counts as missing, values at the header's SATURATE as saturated")
  func counts() throws {
    var image = TestSky.ramp(0, 63)
    image.pixels[5] = .nan
    image.header = Header([Card("SATURATE", 60.0)])
    let path = try workspace.write(TestSky.bytes(image), to: "a.fits")
    let statistics = try inspect(path).facts.statistics[0]
    #expect(statistics.count == 64 && statistics.missing == 1 && statistics.saturated == 4)
    #expect(statistics.minimum == 0 && statistics.maximum == 63)
  }

  @Test("What an image does not have is refused with what it has")
  func refusals() throws {
    let field = try TestSky.field(sources: [])
    let path = try workspace.write(TestSky.bytes(field), to: "field.fits")
    let flat = try workspace.write(TestSky.bytes(TestSky.ramp(0, 1)), to: "flat.fits")
    #expect(try reason(path) { $0.hdu = 3 } == "no HDU 3: the file has 1, from 0")
    #expect(try reason(path) { $0.row = 2 } == "no entry 2: HDU 0 is one image")
    #expect(
      try reason(path) { $0.pixel = SIMD2(128, 4) }
        == "pixel (128.0, 4.0) lies outside the image of 128 × 128")
    #expect(
      try reason(path) { $0.position = SkyPosition(ra: 160, dec: 2.2) }.contains("lies outside"))
    #expect(
      try reason(flat) { $0.position = SkyPosition(ra: 1, dec: 2) }
        == "the image has no sky coordinates")
    #expect(
      try reason(path) { $0.plugin = "test/brightnes" }
        == "no architecture 'test/brightnes'; did you mean 'test/brightness'?")
    #expect(try reason(path) { $0.weights = "toy" }.hasPrefix("no weights 'toy'"))
  }

  @Test("A model that fits predicts; one of another shape does not")
  func prediction() throws {
    try BrightnessClassifier.store(in: workspace, shape: [8, 8])
    let path = try workspace.write(TestSky.bytes(TestSky.ramp(0, 2)), to: "a.fits")
    let facts = try inspect(path).facts
    let prediction = try #require(facts.prediction)
    #expect(prediction.architecture == "test/brightness" && prediction.weights == "toy")
    #expect(prediction.classes == ["bright", "faint-one"])
    // softmax(1, -1) = 1 / (1 + exp(-2))
    #expect(abs((prediction.probabilities?[0] ?? 0) - 0.880797) < 1e-5)
    #expect(facts.noPrediction == nil)

    let quiet = try inspect(path) { $0.predicts = false }.facts
    #expect(quiet.prediction == nil && quiet.noPrediction == nil)

    let other = try workspace.write(TestSky.bytes(TestSky.ramp(0, 2, side: 9)), to: "b.fits")
    #expect(try inspect(other).facts.noPrediction?.contains("9 × 9") == true)
  }

  // MARK: - Tables and text

  @Test("A CSV table's columns with ranges and the cells of a row")
  func table() throws {
    let path = try workspace.write("id,mag,name\n7,18.5,M 31\n8,,M 33\n9,17.5,M 101\n", to: "t.csv")
    let facts = try inspect(path) { $0.row = 2 }.facts
    #expect(facts.kind == "table")
    let table = try #require(facts.table)
    #expect(table.map(\.type) == ["integer", "real", "text"])
    #expect(table.map(\.value) == ["9", "17.5", "M 101"])
    #expect(table[1].minimum == 17.5 && table[1].maximum == 18.5 && table[1].missing == 1)
    #expect(facts.entry == 2 && facts.entries == 3)
    #expect(try reason(path) { $0.row = 3 } == "no entry 3: there are 3, from 0")
    // By a name or an identifier.
    for (name, row) in [("M 33", 1), ("9", 2), ("M 31", 0)] {
      #expect(try inspect(path) { $0.id = name }.facts.entry == row, "\(name)")
    }
    #expect(
      try reason(path) { $0.id = "M 32" }
        == "no row is called 'M 32'; did you mean 'M 31' or 'M 33'?")
    #expect(try reason(path) { $0.hdu = 0 } == "no HDU 0: it is no FITS file")
  }

  @Test("A row of photometry has a redshift, by its number as by its name; other tables have none")
  func row() throws {
    let path =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("sample-data/photometry/photometry-4.fits").path
    let facts = try inspect(path) { $0.row = 3 }.facts
    #expect(facts.prediction?.architecture == "photo-redshift-mdn" && facts.entry == 3)
    let redshift = try #require(facts.predictedRedshift)
    #expect(redshift > 0 && redshift < 2)
    #expect(try inspect(path).facts.prediction == nil)
    let other = try workspace.write("id,mag\n7,18.5\n", to: "t.csv")
    let plain = try inspect(other) { $0.row = 0 }.facts
    #expect(plain.prediction == nil && plain.noPrediction == nil)
  }

  @Test("Formats that are not read are named; prose is no table")
  func foreign() throws {
    let jpeg = try workspace.write([0xFF, 0xD8, 0xFF, 0xE0, 0, 16], to: "a.jpg")
    #expect(throws: DataError.self) { try inspect(jpeg) }
    do { _ = try inspect(jpeg) } catch let error as DataError {
      #expect(error.reason.hasPrefix("is a JPEG picture"))
    }
    let prose = try workspace.write("# notes\nit was a fine night\n", to: "a.txt")
    #expect(throws: DataError.self) { try inspect(prose) }
    #expect(throws: DataError.self) { try inspect(workspace.path) }
    #expect(throws: DataError.self) { try inspect(workspace["absent.fits"]) }
  }

  // MARK: - Light curves

  private func curve(_ count: Int) -> String {
    let lines = (0..<count).map { index -> String in
      let time = Double(index) * 0.37 + 0.2 * sin(Double(index * index))  // no aliases
      let value = 15 + 0.5 * sin(2 * .pi * time / 2.5)
      return "\(50000 + time),\(value),0.01,\(index % 2 == 0 ? "g" : "r")"
    }
    return "mjd,mag,mag_err,band\n" + lines.joined(separator: "\n") + "\n"
  }

  @Test("A sinusoid's period is found from 20 points in a band on")
  func period() throws {
    let facts = try inspect(workspace.write(curve(60), to: "many.csv")).facts
    let curve = try #require(facts.lightCurve)
    #expect(curve.bands.map(\.points) == [30, 30] && curve.timeReference == 2_400_000.5)
    let period = try #require(curve.period)
    #expect(abs(period.period - 2.5) < 0.01 && period.power > 0.99)
    let few = try inspect(workspace.write(self.curve(30), to: "few.csv")).facts
    #expect(few.lightCurve != nil && few.lightCurve?.period == nil)
  }

  // MARK: - Nothing to go by

  @Test("A light curve without a good point is flagged and told why nothing is said of it")
  func emptyCurve() throws {
    let lines = (0..<40).map { "\(50000 + $0),nan,0.01,V" }
    let path = try workspace.write(
      "mjd,mag,mag_err,band\n" + lines.joined(separator: "\n") + "\n", to: "empty.csv")
    let facts = try inspect(path).facts
    let prediction = try #require(facts.prediction)
    #expect(prediction.probabilities == nil && prediction.flags.contains("no-valid-data"))
    #expect(prediction.unanswered == "none of its points is good: 40 without a value")
  }

  @Test("So is a spectrum whose every pixel is masked")
  func maskedSpectrum() throws {
    let count = 2000
    var file = FITSWriter()
    try file.append(
      Catalog(
        columns: [
          Column("loglam", .real((0..<count).map { 3.58 + 1e-4 * Double($0) })),
          Column("flux", .float([Float](repeating: 2, count: count)), unit: "1E-17 erg/cm^2/s/Ang"),
          Column("ivar", .float([Float](repeating: 0, count: count))),
        ], name: "COADD"))
    let path = try workspace.write(file.data, to: "masked.fits")
    let result = try inspect(path)
    let prediction = try #require(result.facts.prediction)
    #expect(prediction.probabilities == nil && prediction.flags.contains("no-valid-data"))
    #expect(prediction.unanswered == "none of its pixels is good: 2000 flagged")
    // The same in the file that goes with it.
    let written = try workspace.write(InspectionFile.make(result).data, to: "written.fits")
    let header = try #require(try FITSFile(opening: written).hdus.last?.header)
    #expect(header.card("NOCLASS")?.value == .string("none of its pixels is good: 2000 flagged"))
    #expect(header.card("CLASS") == nil)
  }
}
