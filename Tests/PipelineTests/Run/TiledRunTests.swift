import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// Images that go in tiles, because they would not fit into memory.
struct TiledRunTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    var sources: [(x: Double, y: Double, flux: Double)] = []
    var random = RandomStream(seed: 3)
    for _ in 0..<40 {
      sources.append((random.uniform(0, 200), random.uniform(0, 200), random.uniform(300, 9000)))
    }
    let sky = try TestSky.field(size: 200, sources: sources)
    try workspace.write(TestSky.bytes(sky), to: "in/a.fits")
    var holed = sky
    for index in 9000..<9100 { holed.pixels[index] = .nan }
    try workspace.write(TestSky.bytes(holed), to: "in/b.fits")
  }

  private static let models =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/Plugins/Segmenter/Models"

  private func plan(_ more: String = "", stages: String = "") throws -> (Plan, LoadedModel?) {
    let registry = try Installation.builtIns()
    let library = ModelLibrary(registry: registry, folders: [Self.models])
    var overrides = PlanReader.Overrides()
    overrides.output = workspace["out"]
    let text = """
      orrery: 1
      input: { images: \(workspace["in"]) }
      stages:
      \(stages)  - subtract-background: { box: 64 }
        - divide-by-noise
      model: { plugin: segmenter, weights: fields, batch: 1 }
      output:
        fits: { products: [cutout, input, noise, segmentation, source-probability] }
      \(more)
      """
    let plan = try PlanReader(registry: registry, library: library)
      .read(text: text, file: "p.yaml", overrides: overrides)
    return (plan, try plan.model.map(library.load))
  }

  private func run(_ output: String, tiledFrom: Int?) async throws -> RunSummary {
    var (plan, model) = try plan("  overview: true")
    plan.output.folder = workspace[output]
    var options = RunOptions(jobs: 2)
    options.tiledFrom = tiledFrom
    return try await Runner(plan: plan, model: model, options: options).run()
  }

  private func tree(_ name: String) throws -> [String: [UInt8]] {
    try workspace.tree(name).filter { !$0.key.hasPrefix(".orrery/") }
  }

  @Test("Every byte written of an image in tiles is that of the image in memory")
  func bytes() async throws {
    let whole = try await run("whole", tiledFrom: nil)
    let tiled = try await run("tiled", tiledFrom: 1)
    #expect(whole.done == 2 && tiled.done == 2 && tiled.flagged == whole.flagged)
    let (expected, found) = (try tree("whole"), try tree("tiled"))
    #expect(expected.keys.sorted() == found.keys.sorted() && expected.count == 5)
    for (name, bytes) in expected { #expect(found[name] == bytes, "\(name)") }
    // Nothing beside the ledger stays in its folder.
    let state = try FileManager.default.contentsOfDirectory(atPath: workspace["tiled/.orrery"])
    #expect(!state.contains { $0.contains("scratch") })
    // What memory decides is no reason to do it anew.
    let again = try await run("tiled", tiledFrom: nil)
    #expect(again.tried == 0 && again.kept == 2)
  }

  @Test("A stop is heard in the middle of an image; nothing half-written stays")
  func stops() async throws {
    let (plan, model) = try plan()
    var options = RunOptions(jobs: 1)
    options.tiledFrom = 1
    let stop = StopFlag()
    stop.request()
    let image = WatchedImage(
      source: WholeImage(SkyObject(id: "a", content: .image(TestSky.ramp(0, 1)))), stop: stop)
    #expect(throws: WatchedImage.Stopped.self) {
      _ = try image.read(PixelRegion(x: 0..<1, y: 0..<1))
    }
    let summary = try await Runner(plan: plan, model: model, options: options).run(stop: stop)
    #expect(summary.isInterrupted && summary.failed == 0 && summary.done == 0)
    #expect(try tree("out").keys.allSatisfy { !$0.hasPrefix("fits/") })
  }

  private func wide(_ side: Int, obstacle: String? = nil) -> WideImage {
    WideImage(height: side, width: side, pixels: side * side, obstacle: obstacle) { _ in
      WholeImage(SkyObject(id: "", content: .image(Image(repeating: 0, height: 0, width: 0))))
    }
  }

  private func demand(
    _ more: String = "", stages: String = "", allowed: Int
  ) throws -> MemoryPlan {
    let (plan, model) = try plan(more, stages: stages)
    var options = RunOptions(jobs: 1)
    options.memory = MemoryLimit(bytes: allowed)
    return MemoryPlan(plan, model: model, options: options)
  }

  @Test("Images go whole where that fits, in tiles where it does not, and else are refused")
  func ways() throws {
    let gigabyte = try demand(allowed: 1_000_000_000)
    #expect(gigabyte.obstacles.isEmpty)
    #expect(gigabyte.way(of: wide(1000)) == .whole)
    #expect(gigabyte.way(of: wide(20_000)) == .tiled)
    #expect(gigabyte.bytes(of: wide(20_000)) <= 1_000_000_000)
    let little = try demand(allowed: 200_000_000)
    guard case .refused(let reason) = little.way(of: wide(20_000)) else {
      Issue.record("20000 × 20000 pixels in 200 MB")
      return
    }
    #expect(reason.contains("200 MB are allowed") && reason.contains("--max-rss"))
  }

  @Test("What takes images whole is named, with what to change")
  func obstacles() throws {
    let demand = try demand(
      "  png: { every: object }",
      stages: "  - crop-image: { size: 50 }\n",
      allowed: 1_000_000_000)
    #expect(demand.obstacles.count == 2)
    guard case .refused(let reason) = demand.way(of: wide(20_000)) else {
      Issue.record("a picture of an image in tiles")
      return
    }
    #expect(reason.contains("crop-image") && reason.contains("leave output.png out"))
    let gzip = try self.demand(allowed: 1_000_000_000)
      .way(of: wide(20_000, obstacle: "unpack it first"))
    guard case .refused(let text) = gzip else {
      Issue.record("a gzip file in tiles")
      return
    }
    #expect(text.contains("unpack it first"))
  }

  @Test("A forecast tells memory, what goes in tiles and what cannot fit")
  func forecast() throws {
    let (plan, model) = try plan()
    var options = RunOptions(jobs: 1)
    options.memory = MemoryLimit(bytes: 1 << 30)
    let fits = try Forecast(plan, model: model, options: options)
    #expect(fits.refusals.isEmpty && fits.tiled == 0 && fits.memory > 1 << 20)
    options.memory = MemoryLimit(bytes: 50 << 20)
    let tight = try Forecast(plan, model: model, options: options)
    #expect(tight.refusals.count == 2 && tight.refusals[0].contains("a.fits"))
  }

  @Test("A run in which an image does not fit says so of that image")
  func refused() async throws {
    let (plan, model) = try plan("  png: { every: object }")
    var options = RunOptions(jobs: 1)
    options.failures = FailureLimit(keepsGoing: true)
    let opener = MemoryPlan(plan, model: model, options: options)
    #expect(opener.obstacles.count == 1)
    options.memory = MemoryLimit(bytes: 50 << 20)
    let summary = try? await Runner(plan: plan, model: model, options: options).run()
    // The test's own process may be larger than that; then the run has stopped.
    if let summary { #expect(summary.reasons.first?.code == "too-large") }
  }

  @Test("A trial tells about how long a run takes")
  func trial() async throws {
    let (plan, model) = try plan()
    let trial = try #require(
      try await Trial(plan, model: model, options: RunOptions(jobs: 1)))
    #expect(trial.seconds > 0 && trial.seconds < 600)
    #expect(!FileManager.default.fileExists(atPath: workspace["out"]))
  }
}
