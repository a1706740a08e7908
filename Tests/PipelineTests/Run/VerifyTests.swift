import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// Products that prove what they are.
struct VerifyTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func run() async throws -> (summary: RunSummary, redo: Redo) {
    try BrightnessClassifier.store(
      in: workspace, stages: [ModelCard.StageRecord(name: "standardise", settings: .object([:]))],
      shape: [16, 16])
    let sky = try TestSky.field(sources: [(40, 50, 5000), (90, 30, 3000)])
    let file = try workspace.write(TestSky.bytes(sky), to: "field.fits")
    let reader = try TestPlan.reader(workspace)
    var overrides = PlanReader.Overrides()
    overrides.output = workspace["out"]
    let text =
      "orrery: 1\ninput: { images: \(file) }\n" + """
        stages:
          - subtract-background: { box: 32 }
          - detect-sources: { threshold: 3 }
          - cut-out: { size: 16 }
          - standardise
        model: { plugin: test/brightness, configuration: { gain: 2 } }
        output: { png: { every: object, size: 32 }, fits: { products: [cutout, input] } }
        seed: 7

        """
    let plan = try reader.read(text: text, file: "p.yaml", overrides: overrides)
    let model = try plan.model.map(reader.library.load)
    let summary = try await Runner(plan: plan, model: model).run()
    return (summary, Redo(registry: reader.registry, library: reader.library))
  }

  @Test("Everything that a run writes is right by its sums, and wrong after one flipped bit")
  func sums() async throws {
    _ = try await run()
    let findings = try ProductCheck().check(workspace["out"])
    #expect(findings.count == 5 && findings.allSatisfy { $0.fault == nil })
    for name in ["catalog.fits", "fits/field-00001.fits", "png/field-00001.png"] {
      let path = workspace["out/" + name]
      let good = try workspace.bytes("out/" + name)
      for place in [good.count / 3, good.count - 40] {
        var bytes = good
        bytes[place] ^= 0x10
        try workspace.write(bytes, to: "out/" + name)
        #expect(try ProductCheck().check(path).first?.fault != nil)
        let wrong = try ProductCheck().check(workspace["out"]).filter { $0.fault != nil }
        #expect(wrong.map(\.path) == [path])
      }
      try workspace.write(good, to: "out/" + name)
    }
  }

  @Test("A product and the catalogue are made again from what they say, to the byte")
  func redo() async throws {
    let (summary, redo) = try await run()
    #expect(summary.done == 2)
    for name in ["fits/field-00002.fits", "catalog.fits"] {
      #expect(try await redo.difference(of: workspace["out/" + name]) == nil)
    }
    // Another input is told as such.
    let product = workspace["out/fits/field-00001.fits"]
    let other = try TestSky.field(sources: [(40, 50, 5000)], seed: 5)
    let file = try workspace.write(TestSky.bytes(other), to: "other.fits")
    let difference = try await redo.difference(of: product, input: [file])
    #expect(difference?.contains("is another file now") == true)
    await #expect(throws: DataError.self) {
      try await redo.difference(of: workspace["field.fits"])
    }
  }

  @Test("PROVENANCE holds every setting of the run")
  func provenance() async throws {
    _ = try await run()
    let file = try FITSFile(opening: workspace["out/fits/field-00001.fits"])
    let table = try file.readTable(try #require(file.hdu(named: "PROVENANCE")).index)
    let keys = try #require(table["key"]?.labels)
    let values = try #require(table["value"]?.labels)
    let rows = Dictionary(zip(keys, values), uniquingKeysWith: { first, _ in first })
    #expect(rows["stages.1.detect-sources.threshold"] == "3")
    #expect(rows["stages.2.cut-out.neighbours"] == "\"keep\"")
    #expect(rows["model.configuration.gain"] == "2")
    #expect(rows["seed"] == "7" && rows["output.fits.products"] == "[\"cutout\",\"input\"]")
    #expect(!values.contains { $0.contains(workspace.path) })
  }
}
