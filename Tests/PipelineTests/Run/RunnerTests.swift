import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

struct RunnerTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  static let fieldStages = """
    stages:
      - subtract-background: { box: 32 }
      - detect-sources: { threshold: 3 }
      - cut-out: { size: 16 }
      - standardise

    """

  private func run(
    _ text: String, jobs: Int = 2, output: String = "out", input: [String] = []
  ) async throws -> RunSummary {
    let reader = try TestPlan.reader(workspace)
    var overrides = PlanReader.Overrides()
    overrides.output = workspace[output]
    overrides.input = input
    let plan = try reader.read(text: text, file: "p.yaml", overrides: overrides)
    let model = try plan.model.map(reader.library.load)
    return try await Runner(plan: plan, model: model, jobs: jobs).run()
  }

  private func table(_ name: String = "out/catalog.fits", _ hdu: String = "OBJECTS") throws
    -> Catalog
  {
    let file = try FITSFile(opening: workspace[name])
    let found = try #require(file.hdu(named: hdu))
    return try file.readTable(found.index)
  }

  /// Everything but the ledger.
  private func tree(_ name: String) throws -> [String: [UInt8]] {
    try workspace.tree(name).filter { !$0.key.hasPrefix(".orrery/") }
  }

  @Test("An image whose sky coordinates cannot be used is done, and flagged no-wcs")
  func refusedWCS() async throws {
    var sky = try TestSky.field(sources: [(40, 50, 5000)])
    sky.wcs = nil
    sky.header.set("CTYPE1", .string("RA---TAN"))
    sky.header.set("CTYPE2", .string("DEC--TAN"))
    for keyword in ["CD1_1", "CD1_2", "CD2_1", "CD2_2"] { sky.header.set(keyword, .real(0)) }
    let file = try workspace.write(TestSky.bytes(sky), to: "field.fits")
    let summary = try await run(
      "orrery: 1\ninput: { images: \(file) }\n" + Self.fieldStages)
    #expect(summary.done == 1 && summary.flags["no-wcs"] == 1)
  }

  @Test("A field becomes a catalogue with positions, measurements and classes")
  func field() async throws {
    try BrightnessClassifier.store(
      in: workspace, stages: [ModelCard.StageRecord(name: "standardise", settings: .object([:]))],
      shape: [16, 16])
    let sky = try TestSky.field(sources: [(40, 50, 5000), (90, 30, 3000), (3, 100, 4000)])
    let file = try workspace.write(TestSky.bytes(sky), to: "field.fits")
    let summary = try await run(
      "orrery: 1\ninput: { images: \(file) }\n" + Self.fieldStages
        + "model: { plugin: test/brightness }\n"
        + "output: { png: { every: object }, fits: { products: [cutout, segmentation] } }\n")
    #expect(summary.done == 3)
    #expect(summary.failed == 0)
    #expect(summary.flags["edge"] == 1)
    #expect(summary.status == .success)
    #expect(summary.pictures == 3 && summary.fitsFiles == 3)

    let catalog = try table()
    #expect(
      catalog.columns.map(\.name) == [
        "id", "origin", "x", "y", "ra", "dec", "flux", "flux_err", "peak", "area", "a", "b",
        "theta", "class", "probability", "p_bright", "p_faint_one", "flags", "status",
      ])
    #expect(catalog["ra"]?.unit == "deg" && catalog["x"]?.unit == "pixel")
    let x = try #require(catalog["x"]?.doubles)
    let y = try #require(catalog["y"]?.doubles)
    let ra = try #require(catalog["ra"]?.doubles)
    let wcs = try #require(sky.wcs)
    for row in 0..<3 {
      let truth = try #require(wcs.sky(x: x[row], y: y[row]))
      #expect(abs(ra[row] - truth.ra) < 1e-9)
      let sum = ["p_bright", "p_faint_one"].compactMap { catalog[$0]?.doubles?[row] }.reduce(0, +)
      #expect(abs(sum - 1) < 1e-6)
    }
    #expect(catalog["status"]?.strings?.filter { $0 == "flagged" }.count == 1)

    let inputs = try table("out/catalog.fits", "INPUTS")
    #expect(
      inputs["sha256"]?.strings == [SHA256.hexadecimal(try TestSky.bytes(sky))])
  }

  @Test("A cut-out's world coordinates are those of its pixels in the field")
  func cutoutWCS() async throws {
    let sky = try TestSky.field(sources: [(40, 50, 5000)])
    let file = try workspace.write(TestSky.bytes(sky), to: "field.fits")
    _ = try await run(
      "orrery: 1\ninput: { images: \(file) }\n" + Self.fieldStages
        + "output: { fits: { products: [cutout] } }\n")
    let product = try FITSFile(opening: workspace["out/fits/field-00001.fits"])
    let cutout = try product.readImage(0)
    let wcs = try #require(cutout.wcs)
    // The source's own pixel, wherever the stamp was cut.
    let brightest = try #require(
      cutout.pixels.indices.max { cutout.pixels[$0] < cutout.pixels[$1] })
    let here = try #require(
      wcs.sky(x: Double(brightest % 16), y: Double(brightest / 16)))
    let there = try #require(sky.wcs?.sky(x: 40, y: 50))
    #expect(abs(here.ra - there.ra) < 1e-9 && abs(here.dec - there.dec) < 1e-9)
    #expect(cutout.unit == "adu")
    #expect(cutout.header.string("OBJID") == "field-00001")
    #expect(cutout.header.string("ORIGFILE") == "field.fits")
    #expect(cutout.header.string("OBJECT") == "test field")
    #expect(cutout.header.string("PIPESHA")?.count == 64)
    // The pixels shown are those before normalisation, and so is their history.
    let history = cutout.header.cards.filter { $0.keyword == "HISTORY" }.map(\.comment)
    #expect(history.contains { $0.hasPrefix("cut-out") })
    #expect(!history.contains { $0.hasPrefix("standardise") })
  }

  @Test("A bad file fails with its reason and the others are done")
  func badFile() async throws {
    try workspace.write(TestSky.bytes(TestSky.ramp(0, 1)), to: "in/a.fits")
    try workspace.write("not FITS", to: "in/b.fits")
    try workspace.write(TestSky.bytes(TestSky.ramp(0, 2)), to: "in/c.fits")
    let summary = try await run(
      "orrery: 1\ninput: { images: '\(workspace["in"])/*.fits' }\nstages: [standardise]\n")
    #expect(summary.done == 2 && summary.failed == 1 && summary.unreadable == 1)
    #expect(summary.status == .someFailed)
    #expect(summary.reasons.map(\.step) == ["read"])
    let failures = try table("out/catalog.fits", "FAILURES")
    #expect(failures["id"]?.strings == ["b"])
    #expect(failures["code"]?.strings == ["not-recognised"])
    #expect(try table()["id"]?.strings == ["a", "c"])
  }

  @Test("Nothing readable is exit status 3")
  func nothing() async throws {
    let file = try workspace.write("not FITS", to: "b.fits")
    let summary = try await run("orrery: 1\ninput: { images: \(file) }\n")
    #expect(summary.status == .noInput)
  }

  @Test("An image of the wrong shape fails alone, with both shapes")
  func wrongShape() async throws {
    try BrightnessClassifier.store(in: workspace, shape: [8, 8])
    try workspace.write(TestSky.bytes(TestSky.ramp(0, 1)), to: "in/a.fits")
    try workspace.write(TestSky.bytes(TestSky.ramp(0, 1, side: 9)), to: "in/b.fits")
    let summary = try await run(
      "orrery: 1\ninput: { images: '\(workspace["in"])/*.fits' }\nmodel: { plugin: test/brightness }\n"
    )
    #expect(summary.done == 1)
    #expect(
      summary.reasons.map(\.example) == [
        "\(workspace["in/b.fits"]): b: is 9 × 9 pixels, the model takes 8 × 8"
      ])
  }

  @Test("Missing, constant and empty stamps are flagged and get no class where none can be said")
  func flagged() async throws {
    try BrightnessClassifier.store(in: workspace)
    var holed = TestSky.ramp(0, 1)
    holed.pixels[5] = .nan
    try workspace.write(TestSky.bytes(holed), to: "in/holed.fits")
    try workspace.write(
      TestSky.bytes(Image(repeating: 3, height: 8, width: 8)), to: "in/constant.fits")
    try workspace.write(
      TestSky.bytes(Image(repeating: .nan, height: 8, width: 8)), to: "in/empty.fits")
    let summary = try await run(
      "orrery: 1\ninput: { images: '\(workspace["in"])/*.fits' }\nmodel: { plugin: test/brightness }\n"
    )
    #expect(summary.done == 3 && summary.flagged == 3 && summary.failed == 0)
    let catalog = try table()
    #expect(catalog["id"]?.strings == ["constant", "empty", "holed"])
    #expect(
      catalog["flags"]?.strings == ["constant", "no-valid-data", "missing-data,filled"])
    #expect(catalog["class"]?.strings?.map(\.isEmpty) == [true, true, false])
    let probability = try #require(catalog["probability"]?.doubles)
    #expect(probability[0].isNaN && probability[1].isNaN && !probability[2].isNaN)
  }

  @Test("Every byte is the same for any number of jobs and order of the input")
  func deterministic() async throws {
    let noise = ModelCard.StageRecord(name: "add-gaussian-noise", settings: .object([:]))
    try BrightnessClassifier.store(in: workspace, stages: [noise])
    for number in 0..<5 {
      let sky = try TestSky.field(
        size: 64, sources: [(20, 30, 5000), (45, 20, 4000)], seed: UInt64(number))
      try workspace.write(TestSky.bytes(sky), to: "in/f\(number).fits")
    }
    let text =
      "orrery: 1\ninput: { images: '\(workspace["in"])/*.fits' }\n" + """
        stages:
          - subtract-background: { box: 32 }
          - detect-sources: { threshold: 3 }
          - cut-out: { size: 16 }
          - add-gaussian-noise
        model: { plugin: test/brightness, batch: 3 }
        output: { png: { every: object, size: 32 }, fits: { products: [cutout, input] } }
        seed: 11

        """
    _ = try await run(text, jobs: 1, output: "one")
    _ = try await run(text, jobs: 3, output: "three")
    let shuffled = [3, 1, 4, 0, 2].map { workspace["in/f\($0).fits"] }
    _ = try await run(text, jobs: 2, output: "shuffled", input: shuffled)
    let one = try tree("one")
    #expect(one.count > 20)
    #expect(try tree("three") == one)
    #expect(try tree("shuffled") == one)
    _ = try await run(
      text.replacing("seed: 11", with: "seed: 12"), output: "other")
    #expect(try tree("other") != one)
  }

  @Test("An overview shows the field with its objects; spectra and light curves are drawn")
  func pictures() async throws {
    let sky = try TestSky.field(sources: [(40, 50, 5000), (90, 30, 3000)])
    let file = try workspace.write(TestSky.bytes(sky), to: "field.fits")
    let summary = try await run(
      "orrery: 1\ninput: { images: \(file) }\n" + Self.fieldStages + "output: { overview: true }\n")
    #expect(summary.overviews == 1)
    let overview = try PNGImage(decoding: workspace.bytes("out/overview/field.png"))
    #expect(overview.width == 1400)

    let curve = try workspace.write(
      "time,mag,magerr,band\n1,15.1,0.1,g\n2,15.2,0.1,r\n3,15.4,0.1,g\n", to: "star.csv")
    let series = try await run(
      "orrery: 1\ninput: { light-curves: \(curve) }\noutput: { png: { every: object } }\n",
      output: "series")
    #expect(series.done == 1 && series.pictures == 1)
    let drawn = try PNGImage(decoding: workspace.bytes("series/png/star.png"))
    #expect(drawn.text("Title") == "star")
  }

  @Test("Each entry of a stack is an object")
  func stack() async throws {
    let planes = (0..<4).map { TestSky.ramp(Float($0), Float($0) + 1) }
    var file = FITSWriter()
    file.append(.float32(planes.flatMap(\.pixels)), shape: [2, 2, 8, 8])
    let path = try workspace.write(file.data, to: "cube.fits")
    let summary = try await run(
      "orrery: 1\ninput: { images: \(path), stack: true, bands: [g, r] }\noutput: { fits: { products: [cutout] } }\n"
    )
    #expect(summary.done == 2)
    #expect(try table()["id"]?.strings == ["cube-00000", "cube-00001"])
    let second = try FITSFile(opening: workspace["out/fits/cube-00001.fits"]).readImage(0)
    #expect(second.pixels == planes[2].pixels + planes[3].pixels)
    let refused = try await run("orrery: 1\ninput: { images: \(path) }\n", output: "no")
    #expect(refused.reasons[0].example.contains("say `stack: true`"))
  }

  @Test("Two files of one name have two ids")
  func sameNames() async throws {
    for folder in ["a", "b"] {
      try workspace.write(TestSky.bytes(TestSky.ramp(0, 1)), to: "\(folder)/x.fits")
    }
    _ = try await run("orrery: 1\ninput: { images: '\(workspace.path)/[ab]/x.fits' }\n")
    #expect(try table()["id"]?.strings == ["x", "x~2"])
  }

  @Test("An output that cannot be written stops the run before anything is read")
  func unwritable() async throws {
    let file = try workspace.write(TestSky.bytes(TestSky.ramp(0, 1)), to: "a.fits")
    try workspace.write("a file", to: "out")
    await #expect(throws: DataError(.unwritable, "is not a folder", file: workspace["out"])) {
      try await run("orrery: 1\ninput: { images: \(file) }\n")
    }
  }
}
