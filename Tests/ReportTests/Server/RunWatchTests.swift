import Foundation
import TestSupport
import Testing

@testable import Report

struct RunWatchTests {
  @Test("A run is waited for, followed and, when it has ended, reported")
  func course() throws {
    let run = try SampleRun(ids: ["a", "b", "c"], pictures: 3)
    let workspace = try Workspace()
    let folder = workspace["out"]
    let watch = RunWatch(
      folder: folder, report: workspace["out/report"], data: DataFolder("."), threads: 1)
    watch.look()
    #expect(watch.state == RunState(.waiting))
    try workspace.write(run.workspace.bytes("run/png/a.png"), to: "out/png/a.png")
    try workspace.write("half", to: "out/png/.b.png.partial")
    watch.look()
    #expect(watch.state == RunState(.running, done: 1))
    try workspace.write(run.workspace.bytes("run/catalog.fits"), to: "out/catalog.fits")
    watch.look()
    #expect(watch.state == RunState(.ready))
    #expect(RunFolder.isReport(workspace["out/report"]))
    // Looked at again, nothing is written again.
    let before = try FileManager.default.attributesOfItem(atPath: workspace["out/report"])
    watch.look()
    let after = try FileManager.default.attributesOfItem(atPath: workspace["out/report"])
    #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
  }

  @Test("A report that cannot be made is told, and the server goes on")
  func failure() throws {
    let run = try SampleRun(ids: ["a"])
    try run.workspace.write("precious", to: "run/report/thesis.tex")
    let watch = RunWatch(
      folder: run.path, report: run.workspace["run/report"], data: DataFolder("."), threads: 1)
    watch.look()
    #expect(watch.state.state == .building)
    #expect(watch.state.message?.contains("holds something else than a report") == true)
  }
}
