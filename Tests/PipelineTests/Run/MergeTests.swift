import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// Shards, and what becomes of them.
struct MergeTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private var stamps: String {
    "orrery: 1\ninput: { images: '\(workspace["in"])/*.fits' }\nstages: [standardise]\n"
      + "output: { png: { every: object, size: 16 } }\n"
  }

  private var cube: String {
    "orrery: 1\ninput: { images: '\(workspace["cube.fits"])', stack: true }\n"
      + "output: { png: { every: object, size: 16 } }\n"
  }

  private func write(_ count: Int) throws {
    for number in 0..<count {
      try workspace.write(
        number == 3
          ? Array("no FITS".utf8) : TestSky.bytes(TestSky.ramp(Float(number), Float(number) + 1)),
        to: "in/s\(number).fits")
    }
    var file = FITSWriter()
    let planes = (0..<count).map { TestSky.ramp(Float($0), Float($0) + 1) }
    file.append(.float32(planes.flatMap(\.pixels)), shape: [count, 8, 8])
    try workspace.write(file.data, to: "cube.fits")
  }

  @discardableResult
  private func run(_ text: String, _ output: String, shard: String? = nil) async throws
    -> RunSummary
  {
    let reader = try TestPlan.reader(workspace)
    var overrides = PlanReader.Overrides()
    overrides.output = workspace[output]
    let plan = try reader.read(text: text, file: "p.yaml", overrides: overrides)
    var options = RunOptions()
    options.shard = shard.flatMap { Shard($0) }
    return try await Runner(plan: plan, model: nil, options: options).run()
  }

  private func tree(_ name: String) throws -> [String: [UInt8]] {
    try workspace.tree(name).filter { !$0.key.hasPrefix(".orrery/") }
  }

  @Test("Shards in any order and number merge to the bytes of one process")
  func same() async throws {
    try write(9)
    for (text, name) in [(stamps, "stamps"), (cube, "cube")] {
      let whole = try await run(text, name)
      for count in [1, 2, 14] {
        let output = "\(name)-\(count)"
        for number in (1...count).reversed() {
          try await run(text, output, shard: "\(number)/\(count)")
        }
        let (summary, gaps) = try Merger(folder: workspace[output]).merge()
        #expect(gaps.isEmpty)
        #expect(summary.done == whole.done && summary.failed == whole.failed)
        #expect(summary.reasons == whole.reasons && summary.pictures == whole.pictures)
        #expect(try tree(output) == tree(name))
        // What is merged is resumed as if one process had done it.
        let again = try await run(text, output)
        #expect(again.kept == whole.done && again.tried == whole.failed)
        #expect(try tree(output) == tree(name))
        #expect(throws: DataError.self) { try Merger(folder: workspace[output]).merge() }
      }
    }
  }

  @Test("What is missing is listed and nothing is changed; then it can be done")
  func gaps() async throws {
    try write(6)
    try await run(stamps, "out", shard: "1/3")
    try await run(stamps, "out", shard: "3/3")
    let before = try tree("out")
    let first = try Merger(folder: workspace["out"]).merge()
    #expect(first.gaps.map(\.description) == ["shard 2/3 has not run"])
    #expect(try tree("out") == before)
    try await run(stamps, "out", shard: "2/3")
    let picture = try #require(try tree("out").keys.sorted().first)
    try FileManager.default.removeItem(atPath: workspace["out/" + picture])
    let second = try Merger(folder: workspace["out"]).merge()
    #expect(second.gaps.count == 1)
    #expect(second.gaps.first?.description.contains("missing or altered, as \(picture)") == true)
    for shard in ["1/3", "2/3", "3/3"] { try await run(stamps, "out", shard: shard) }
    #expect(try Merger(folder: workspace["out"]).merge().gaps.isEmpty)
    try await run(stamps, "whole")
    #expect(try tree("out") == tree("whole"))
  }

  @Test("Shards of other descriptions or numbers are no parts of one run")
  func mixed() async throws {
    try write(4)
    try await run(stamps, "out", shard: "1/2")
    try await run(stamps.replacing("size: 16", with: "size: 32"), "out", shard: "2/2")
    #expect(throws: DataError.self) { try Merger(folder: workspace["out"]).merge() }
    try await run(stamps, "other", shard: "1/2")
    try await run(stamps, "other", shard: "1/3")
    #expect(throws: DataError.self) { try Merger(folder: workspace["other"]).merge() }
  }

  @Test("While a shard works there is no whole run and no merge")
  func locks() async throws {
    try write(1)
    let folder = try OutputFolder(workspace["out"])
    let lock = try OutputLock(
      try folder.state().path + "/lock", name: folder.path, .shared)
    try await run(stamps, "out", shard: "1/1")
    await #expect(throws: OutputInUse.self) { try await run(stamps, "out") }
    #expect(throws: OutputInUse.self) { try Merger(folder: workspace["out"]).merge() }
    _ = lock
  }
}
