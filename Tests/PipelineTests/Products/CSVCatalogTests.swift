import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// The copy of the catalogue as CSV.
struct CSVCatalogTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    for (number, name) in ["a", "=b", "c"].enumerated() {
      let stamp = TestSky.ramp(Float(number), Float(number) + 1)
      try workspace.write(TestSky.bytes(stamp), to: "in/\(name).fits")
    }
  }

  private func run(_ output: String, csv: Bool, shard: String? = nil) async throws {
    var overrides = PlanReader.Overrides()
    overrides.output = workspace["out" + output]
    let text =
      "orrery: 1\ninput: { images: '\(workspace["in"])/*.fits' }\nstages: [standardise]\n"
      + "output: { catalog: m.fits, csv: \(csv) }\n"
    let plan = try TestPlan.reader(workspace).read(text: text, file: "p.yaml", overrides: overrides)
    var options = RunOptions()
    options.shard = shard.flatMap { Shard($0) }
    _ = try await Runner(plan: plan, model: nil, options: options).run()
  }

  @Test("The copy has the rows of the catalogue, and no cell that a spreadsheet would run")
  func rows() async throws {
    try await run("1", csv: true)
    let copy = try CSV.read(workspace["out1/m.csv"])
    let table = try FITSFile(opening: workspace["out1/m.fits"]).readTable()
    #expect(copy.columns.map(\.name) == table.columns.map(\.name))
    let ids = try #require(table["id"]?.labels)
    #expect(ids.contains { $0.hasPrefix("=") })
    #expect(copy["id"]?.labels == ids.map { $0.hasPrefix("=") ? "'" + $0 : $0 })
    #expect(copy["origin"]?.labels == table["origin"]?.labels)
    #expect(try !String(decoding: workspace.bytes("out1/m.csv"), as: UTF8.self).contains("\n="))
  }

  @Test("It comes when it is asked for, is verified, and made again where it was altered")
  func altered() async throws {
    try await run("2", csv: false)
    #expect(!FileManager.default.fileExists(atPath: workspace["out2/m.csv"]))
    try await run("2", csv: true)
    let good = try workspace.bytes("out2/m.csv")
    try workspace.write(Array("id\n".utf8), to: "out2/m.csv")
    let faults = try ProductCheck().check(workspace["out2"]).filter { $0.fault != nil }
    #expect(faults.map(\.path) == [workspace["out2/m.csv"]])
    try await run("2", csv: true)
    #expect(try workspace.bytes("out2/m.csv") == good)
  }

  @Test("Merged shards write the copy of one process")
  func merged() async throws {
    try await run("3", csv: true)
    for shard in ["1/2", "2/2"] { try await run("4", csv: true, shard: shard) }
    _ = try Merger(folder: workspace["out4"]).merge()
    #expect(try workspace.bytes("out4/m.csv") == workspace.bytes("out3/m.csv"))
  }

  @Test("A catalogue as Parquet is refused with what there is instead")
  func parquet() throws {
    let text =
      "orrery: 1\ninput: { images: '\(workspace["in"])/*.fits' }\n"
      + "output: { catalog: m.parquet }\n"
    #expect {
      try TestPlan.reader(workspace).read(text: text, file: "p.yaml")
    } throws: { "\($0)".contains("parquet is not written") && "\($0)".contains("csv: true") }
  }
}
