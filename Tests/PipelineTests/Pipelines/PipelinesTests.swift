import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// The pipelines that come with Orrery, on sample-data.
@Suite(.serialized)
struct PipelinesTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private static let models = [
    "LightCurveClassifier", "Morphology", "Segmenter",
  ].map { "\(root)/Plugins/\($0)/Models" }

  static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: root + "/Pipelines")) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted()

  /// The description with its paths from the root of the sources.
  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(Self.root)/Pipelines/\(name)", encoding: .utf8)
      .replacingOccurrences(of: ": sample-data/", with: ": \(Self.root)/sample-data/")
  }

  private func plan(_ text: String, _ name: String, set: [String] = []) throws -> Plan {
    let registry = try Installation.builtIns()
    let reader = PlanReader(
      registry: registry, library: ModelLibrary(registry: registry, folders: Self.models))
    var overrides = PlanReader.Overrides()
    overrides.output = workspace["out"]
    overrides.settings = try set.map { try SettingOverride($0) }
    return try reader.read(text: text, file: name, overrides: overrides)
  }

  /// The description without its model: the lines from `model:` to the next section.
  private func withoutModel(_ text: String) -> String {
    var isModel = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      if line.first.map({ $0.isLetter }) == true { isModel = line.hasPrefix("model:") }
      return !isModel
    }.joined(separator: "\n")
  }

  private func run(_ text: String, _ name: String, set: [String] = []) async throws -> RunSummary {
    let plan = try plan(text, name, set: set)
    let model = try plan.model.map(
      ModelLibrary(
        registry: try Installation.builtIns(),
        folders: Self.models
      ).load)
    return try await Runner(plan: plan, model: model).run()
  }

  private func catalog(_ name: String) throws -> Catalog {
    let file = try FITSFile(opening: workspace["out/" + name])
    return try file.readTable(try #require(file.hdu(named: "OBJECTS")).index)
  }

  private func texts(_ catalog: Catalog, _ name: String) throws -> [String] {
    guard case .string(let values) = try #require(catalog[name]).values else { return [] }
    return values
  }

  private func numbers(_ catalog: Catalog, _ name: String) throws -> [Double] {
    guard case .real(let values) = try #require(catalog[name]).values else { return [] }
    return values
  }

  @Test(
    "Every description in Pipelines is right but for weights that are not here", arguments: names)
  func validates(_ name: String) throws {
    let text = try text(name)
    for (text, missing) in [(withoutModel(text), "no statistics"), (text, "weights")] {
      do {
        _ = try plan(text, name)
      } catch let problems as Problems {
        // What only the model makes cannot be written without it.
        for problem in problems.all where !"\(problem)".contains("no stage makes") {
          #expect("\(problem)".contains(missing), "\(problem)")
        }
      }
    }
  }

  @Test("There is a pipeline for fields, stamps, spectra and light curves")
  func all() {
    #expect(
      Set(Self.names).isSuperset(of: [
        "morphology.yaml", "galaxy-stamps.yaml", "galaxy-zoo.yaml", "spectra-prepare.yaml",
        "light-curves-fold.yaml",
      ]))
  }

  @Test("Sample spectra are prepared, one row and picture each")
  func spectra() async throws {
    let summary = try await run(text("spectra-prepare.yaml"), "spectra-prepare.yaml")
    #expect(summary.done == 18 && summary.failed == 0 && summary.pictures == 18)
    let catalog = try catalog("spectra.fits")
    #expect(catalog.rowCount == 18)
    #expect(try texts(catalog, "status").allSatisfy { $0 == "done" || $0 == "flagged" })
  }

  @Test(
    "Spectra of a survey keep their place, redshift and class in the catalogue",
    .enabled(if: RealData.isPresent))
  func surveySpectra() async throws {
    let text = try text("spectra-prepare.yaml").replacingOccurrences(
      of: "\(Self.root)/sample-data/spectra/spectra-*.fits",
      with: RealData.path("spectra/sdss-*.fits"))
    #expect(try await run(text, "p.yaml").done == 3)
    let catalog = try catalog("spectra.fits")
    #expect(try texts(catalog, "class_catalog") == ["GALAXY", "QSO", "STAR"])
    #expect(try numbers(catalog, "redshift_catalog")[1] > 0.1)
    #expect(try numbers(catalog, "ra").allSatisfy(\.isFinite))
  }

  @Test("Light curves get a period, that of the truth or a simple multiple for most variables")
  func lightCurves() async throws {
    let summary = try await run(text("light-curves-fold.yaml"), "light-curves-fold.yaml")
    #expect(summary.done == 14 && summary.failed == 0 && summary.pictures == 14)
    let catalog = try catalog("light-curves.fits")
    let ids = try texts(catalog, "id")
    let periods = try numbers(catalog, "period")
    let truth = try String(
      contentsOfFile: Self.root + "/sample-data/lightcurves/truth.csv", encoding: .utf8)
    var (known, found) = (0, 0)
    for line in truth.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard let period = Double(cells[4]), period.isFinite, cells[2] != "transit",
        let row = ids.firstIndex(of: String(cells[0]))
      else { continue }
      known += 1
      let ratio = periods[row] / period
      if [0.5, 1, 2].contains(where: { abs(ratio / $0 - 1) < 0.02 }) { found += 1 }
    }
    #expect(known == 8 && found >= 6, "\(found) of \(known)")
  }

  @Test("Sample light curves get their classes, with a picture and a table of each over time")
  func lightCurveClasses() async throws {
    let summary = try await run(text("light-curves.yaml"), "light-curves.yaml")
    #expect(summary.done == 14 && summary.failed == 0 && summary.pictures == 14)
    let catalog = try catalog("classes.fits")
    let ids = try texts(catalog, "id"), classes = try texts(catalog, "class")
    let truth = try String(
      contentsOfFile: Self.root + "/sample-data/lightcurves/truth.csv", encoding: .utf8)
    let right = truth.split(separator: "\n").dropFirst().count { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return ids.firstIndex(of: cells[0]).map { classes[$0] == cells[2] } ?? false
    }
    #expect(right >= 10, "\(right) of 14")
  }

  @Test("Fields and stamps run to their catalogues without a model too")
  func images() async throws {
    let stamps = try await run(
      withoutModel(text("galaxy-stamps.yaml")), "p.yaml", set: ["output.png.every=none"])
    #expect(stamps.done == 60 && stamps.failed == 0 && stamps.fitsFiles == 60)
    let field = try await run(
      withoutModel(text("morphology.yaml")), "p.yaml", set: ["output.png.every=none"])
    #expect(field.files == 2 && field.done > 150 && field.failed == 0 && field.overviews == 2)
    let catalog = try catalog("morphology.fits")
    #expect(catalog.rowCount == field.done)
    for name in ["ra", "dec", "x", "y", "flux"] { #expect(catalog[name] != nil, "\(name)") }
  }

  static let weights = root + "/Plugins/Morphology/Models/simulated.safetensors"

  @Test(
    "With the shipped weights most sample stamps get their true class",
    .enabled(if: FileManager.default.fileExists(atPath: weights), "the weights are not here"))
  func classes() async throws {
    let summary = try await run(
      text("galaxy-stamps.yaml"), "galaxy-stamps.yaml", set: ["output.png.every=none"])
    #expect(summary.done == 60 && summary.failed == 0)
    let catalog = try catalog("galaxies.fits")
    let classes = Dictionary(
      uniqueKeysWithValues: zip(try texts(catalog, "id"), try texts(catalog, "class")))
    let truth = try String(
      contentsOfFile: Self.root + "/sample-data/galaxies/truth.csv", encoding: .utf8
    ).split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let place = try #require(truth[0].firstIndex(of: "class"))
    let right = truth.dropFirst().count { classes[String($0[0])] == String($0[place]) }
    #expect(right > 45, "\(right) of 60")
  }

  static let segmenter = root + "/Plugins/Segmenter/Models/fields.safetensors"

  @Test(
    "Sample fields are cut into their sources: a row for each, maps, a picture with outlines",
    .enabled(if: FileManager.default.fileExists(atPath: segmenter), "the weights are not here"))
  func segmentation() async throws {
    let summary = try await run(text("segment.yaml"), "segment.yaml")
    #expect(summary.done == 2 && summary.failed == 0 && summary.fitsFiles == 2)
    #expect(summary.overviews == 2)
    let file = try FITSFile(opening: workspace["out/segment.fits"])
    let sources = try file.readTable(try #require(file.hdu(named: "SOURCES")).index)
    let ids = try texts(sources, "id"), x = try numbers(sources, "x"), y = try numbers(sources, "y")
    for name in ["fields-4-000000", "fields-4-000001"] {
      let truth = try FITSFile(opening: "\(Self.root)/sample-data/fields/\(name).fits")
      let table = try truth.readTable(try #require(truth.hdu(named: "TRUTH")).index)
      let areas = try #require(table["area"]?.doubles)
      let trueX = try numbers(table, "x"), trueY = try numbers(table, "y")
      let found = ids.indices.filter { ids[$0] == name }
      let match = ObjectMatch(
        predicted: found.map { SIMD2(x[$0], y[$0]) },
        truth: areas.indices.filter { areas[$0] >= 5 }.map { SIMD2(trueX[$0], trueY[$0]) },
        radius: 3)
      #expect(match.f1 > 0.8, "\(name): \(match.completeness) of \(match.truthCount)")
      let products = try FITSFile(opening: workspace["out/fits/\(name).fits"])
      let index = try #require(products.hdu(named: "SEGMENTATION")).index
      let map = try products.readImage(index)
      #expect(Int(map.pixels.max() ?? 0) == found.count)
    }
  }

  @Test("Sample spectra get their class and redshift")
  func redshifts() async throws {
    let summary = try await run(
      text("spectra.yaml"), "spectra.yaml", set: ["output.png.every=none"])
    #expect(summary.done == 18 && summary.failed == 0)
    let found = try catalog("spectra.fits")
    let truth = try CSV.read("\(Self.root)/sample-data/spectra/truth.csv")
    #expect(try texts(found, "id") == texts(truth, "id"))
    #expect(try texts(found, "class") == texts(truth, "class"))
    let z = try numbers(truth, "z"), model = try numbers(found, "z_model")
    #expect(zip(model, z).allSatisfy { abs($0 - $1) < 0.003 * (1 + $1) })
  }

  @Test("Sample photometry gets redshifts that are right, with errors that hold most of them")
  func photometry() async throws {
    let summary = try await run(text("photo-redshift.yaml"), "photo-redshift.yaml")
    #expect(summary.done == 200 && summary.failed == 0)
    let found = try catalog("photo-redshift.fits")
    let truth = try CSV.read("\(Self.root)/sample-data/photometry/truth.csv")
    #expect(try texts(found, "id") == texts(truth, "id"))
    let z = try numbers(truth, "z")
    let report = ResidualReport(
      predicted: try numbers(found, "z_model"), truth: z, scale: .onePlusTruth, outlierLimit: 0.15)
    #expect(report.normalisedMAD < 0.03 && report.outliers < 0.03 && abs(report.bias) < 0.01)
    let low = try numbers(found, "z_low"), high = try numbers(found, "z_high")
    let inside = z.indices.count { low[$0] <= z[$0] && z[$0] <= high[$0] }
    #expect((110...160).contains(inside), "\(inside)")
  }

  @Test("The catalogue is the same to the bit however many objects the model sees at once")
  func anyBatch() async throws {
    var catalogs: [[UInt8]] = []
    for batch in [1, 5, 64] {
      _ = try await run(
        text("light-curves.yaml"), "light-curves.yaml",
        set: ["model.batch=\(batch)", "output.png.every=none"])
      catalogs.append(try workspace.bytes("out/classes.fits"))
      try FileManager.default.removeItem(atPath: workspace["out"])
    }
    #expect(catalogs[1] == catalogs[0] && catalogs[2] == catalogs[0])
  }

  /// Whether the weights of a pipeline are here.
  private static func has(_ weights: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(root)/Plugins/\(weights).safetensors")
  }

  @Test(
    "Galaxies of a catalogue get a density, stars without radius a flag",
    .enabled(if: has("Flow/Models/galaxy-catalogue"), "the weights are not here"))
  func catalogueAnomalies() async throws {
    let summary = try await run(text("catalogue-anomalies.yaml"), "catalogue-anomalies.yaml")
    #expect(summary.done == 60 && summary.failed == 0 && summary.flags["missing-data"] == 12)
    let found = try catalog("anomalies.fits")
    let shares = try numbers(found, "share_less_likely").filter(\.isFinite).sorted()
    #expect(shares.count == 48 && shares.allSatisfy { (0...1).contains($0) })
    // They are drawn as those of the training were.
    #expect((0.3...0.7).contains(shares[24]), "\(shares[24])")
  }

  @Test(
    "Stamps get a density: galaxies as the training had them are usual, stars are not",
    .enabled(if: has("Flow/Models/galaxies"), "the weights are not here"))
  func galaxyAnomalies() async throws {
    let summary = try await run(
      text("galaxy-anomalies.yaml"), "galaxy-anomalies.yaml", set: ["output.png.every=none"])
    #expect(summary.done == 60 && summary.failed == 0)
    let found = try catalog("anomalies.fits")
    let shares = try numbers(found, "share_less_likely")
    let classes = try texts(
      CSV.read("\(Self.root)/sample-data/galaxies/truth.csv"), "class")
    #expect(classes.count == 60 && shares.allSatisfy { (0...1).contains($0) })
    let galaxies = zip(classes, shares).filter { $0.0 != "star" }.map(\.1).sorted()
    #expect((0.15...0.85).contains(galaxies[24]), "\(galaxies[24])")
  }

  @Test(
    "Stamps without their noise keep their light, and have less noise in the corners",
    .enabled(if: has("Diffusion/Models/simulated"), "the weights are not here"))
  func denoise() async throws {
    let summary = try await run(
      text("denoise.yaml"), "denoise.yaml", set: ["output.png.every=none"])
    #expect(summary.done == 60 && summary.failed == 0 && summary.fitsFiles == 60)
    var quieter = 0
    for number in 0..<60 {
      let name = "galaxies-1-0000" + (number < 10 ? "0" : "") + "\(number)"
      let file = try FITSFile(opening: workspace["out/fits/\(name).fits"])
      let noisy = try file.readImage(try #require(file.hdu(named: "CUTOUT")).index)
      let clean = try file.readImage(try #require(file.hdu(named: "DENOISED")).index)
      func scatter(_ image: Image) -> Float {
        // The corners, in units of the image's own range: the two are in different units.
        let corner = (0..<6).flatMap { y in (0..<6).map { image.pixels[y * image.width + $0] } }
        let mean = corner.reduce(0, +) / 36
        let range = (image.pixels.max() ?? 0) - (image.pixels.min() ?? 0)
        return (corner.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 36).squareRoot() / range
      }
      if scatter(clean) < scatter(noisy) { quieter += 1 }
    }
    #expect(quieter > 40, "\(quieter) of 60")
  }

  @Test(
    "Every stamp gets the verdict of the adversarial network",
    .enabled(if: has("GAN/Models/simulated"), "the weights are not here"))
  func realness() async throws {
    let summary = try await run(text("realness.yaml"), "realness.yaml")
    #expect(summary.done == 60 && summary.failed == 0)
    #expect(try numbers(try catalog("realness.fits"), "realness").allSatisfy(\.isFinite))
  }

  @Test("Colour stamps get a class, and real ones mostly that of Galaxy Zoo's volunteers")
  func colour() async throws {
    let sample = try await run(
      text("galaxy-zoo.yaml"), "galaxy-zoo.yaml", set: ["output.png.every=none"])
    #expect(sample.done == 10 && sample.failed == 0)
    guard RealData.isPresent else { return }
    let real = try text("galaxy-zoo.yaml").replacingOccurrences(
      of: "\(Self.root)/sample-data/colour/galaxies-*.fits",
      with: RealData.path("galaxies/gz1-train.fits.gz"))
    let summary = try await run(
      real, "galaxy-zoo.yaml", set: ["input.stack=true", "output.png.every=none"])
    #expect(summary.done == 587)
    let classes = try texts(catalog("galaxy-zoo.fits"), "class")
    let labels = try #require(
      CSV.read(RealData.path("galaxies/gz1-train.csv"))["class_name"]?.strings)
    let right = zip(classes, labels).count { $0 == $1 }
    #expect(right > 400, "\(right) of 587")
  }
}
