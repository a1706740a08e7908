import Foundation
import OrreryKit
import Testing

@testable import Pipeline

@Suite("Surveys")
struct SurveyTests {
  private static func survey(
    _ name: String, _ settings: [String] = [], count: Int, seed: UInt64
  ) throws -> Survey {
    let entry = try #require(Installation.builtIns().simulators[name])
    return try Survey(entry.value, settings: settings, count: count, seed: seed)
  }

  private static let sampleData = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../sample-data").standardized.path

  private func temporary() throws -> String {
    let path = FileManager.default.temporaryDirectory.path + "/survey-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  @Test(
    "Sample data are made again byte for byte",
    arguments: [
      ("galaxies", "galaxies", 1, [0, 23, 59]), ("fields", "fields", 4, [1]),
      ("spectra", "spectra", 4, [0, 7]), ("light-curves", "lightcurves", 3, [2, 11]),
    ])
  func sampleData(_ name: String, _ folder: String, _ seed: UInt64, _ numbers: [Int]) throws {
    let settings =
      name == "fields"
      ? ["width=700", "height=700", "sources=250", "cosmic-rays=6", "galaxy-slope=0.2"]
      : []
    let survey = try Self.survey(name, settings, count: 60, seed: seed)
    for number in numbers {
      let object = try survey.simulator.make(number, seed: seed)
      let bytes = try SurveyFile(object, cards: survey.cards(of: number)).writer.data
      let path = "\(Self.sampleData)/\(folder)/\(object.id).fits"
      let committed = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(committed == Data(bytes), "\(path)")
    }
  }

  @Test("Rows of a survey stand in one table, made again byte for byte")
  func rows() async throws {
    let folder = try temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let survey = try Self.survey("photometry", [], count: 200, seed: 4)
    _ = try await SurveyWriter(survey, folder: folder).write(jobs: 2)
    for name in ["photometry-4.fits", "truth.csv", "truth.fits"] {
      let made = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
      let path = "\(Self.sampleData)/photometry/\(name)"
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == made, "\(name)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3)
  }

  @Test("Files and truth do not depend on the number of jobs")
  func jobs() async throws {
    let survey = try Self.survey("galaxies", ["size=24"], count: 7, seed: 5)
    var files: [[String: Data]] = []
    for jobs in [1, 3] {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      _ = try await SurveyWriter(survey, folder: folder).write(jobs: jobs)
      var contents: [String: Data] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
        contents[name] = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
      }
      files.append(contents)
    }
    #expect(files[0].count == 9)
    #expect(files[0] == files[1])
  }

  @Test("A field's file holds image, mask, map and sources; whole counts stay whole")
  func field() throws {
    let survey = try Self.survey(
      "fields", ["width=90", "height=70", "sources=12", "cosmic-rays=20"], count: 1, seed: 3)
    let folder = try temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let object = try survey.simulator.make(0, seed: 3)
    let path = folder + "/field.fits"
    try SurveyFile(object, cards: survey.cards(of: 0)).writer.write(to: path)
    let file = try FITSFile(opening: path)
    #expect(file.hdus.map(\.name) == ["", "MASK", "TRUTHMAP", "TRUTH"])
    let image = try file.readImage(0)
    #expect(image.pixels == object.image?.pixels)
    #expect(image.header.integer("BITPIX") == 16 || file.hdus[0].header.integer("BITPIX") == 16)
    #expect(try file.readImage(2).pixels == object.layers["truth"]?.pixels)
    let table = try file.readTable(3)
    #expect(table.rowCount == 12)
    // The map's owner of a bright source's centre is that source, its place on the sky the header's.
    let x = try #require(table["x"]?.doubles), y = try #require(table["y"]?.doubles)
    let ra = try #require(table["ra"]?.doubles), dec = try #require(table["dec"]?.doubles)
    let wcs = try #require(image.wcs)
    for row in 0..<12 {
      let sky = try #require(wcs.sky(x: x[row], y: y[row]))
      #expect(abs(sky.ra - ra[row]) < 1e-9 && abs(sky.dec - dec[row]) < 1e-9)
    }
  }

  @Test("A spectrum's file has the columns of SDSS; inverse variance is 0 where there is none")
  func spectrum() throws {
    let survey = try Self.survey("spectra", count: 1, seed: 3)
    let object = try survey.simulator.make(0, seed: 3)
    let folder = try temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/spectrum.fits"
    try SurveyFile(object, cards: survey.cards(of: 0)).writer.write(to: path)
    let table = try FITSFile(opening: path).readTable(1)
    #expect(table.columns.map(\.name) == ["loglam", "flux", "ivar", "and_mask"])
    let spectrum = try #require(object.spectrum), sigma = try #require(spectrum.uncertainty)
    let ivar = try #require(table["ivar"]?.doubles), loglam = try #require(table["loglam"]?.doubles)
    for row in stride(from: 0, to: spectrum.count, by: 97) {
      #expect(abs(pow(10, loglam[row]) / spectrum.wavelength[row] - 1) < 1e-12)
      let expected = sigma[row].isFinite ? Double(1 / (sigma[row] * sigma[row])) : 0
      #expect(abs(ivar[row] - expected) <= 1e-6 * expected)
    }
  }

  @Test("A wrong setting names its key")
  func refusal() {
    #expect(throws: Settings.Failure.self) {
      _ = try Self.survey("galaxies", ["sise=3"], count: 1, seed: 0)
    }
    #expect(throws: Settings.Failure.self) {
      _ = try Self.survey("galaxies", ["classes=[spirl]"], count: 1, seed: 0)
    }
    #expect(throws: Problems.self) {
      _ = try Self.survey("galaxies", ["size"], count: 1, seed: 0)
    }
  }
}
