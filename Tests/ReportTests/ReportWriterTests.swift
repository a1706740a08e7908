import Foundation
import OrreryKit
import Pipeline
import TestSupport
import Testing

@testable import Report

struct ReportWriterTests {
  private func write(_ run: SampleRun, to name: String = "report") throws -> ReportWriter.Result {
    try ReportWriter(run: RunFolder(run.path), data: DataFolder(run.workspace.path))
      .write(to: run.workspace[name])
  }

  private func summary(_ run: SampleRun, in name: String = "report") throws -> [String: JSONValue] {
    let script = String(decoding: try run.workspace.bytes("\(name)/data/summary.js"), as: UTF8.self)
    let json = script.dropFirst("orrery.receive(\"summary\",".count).dropLast(3)
    guard
      case .object(let values) = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
    else { return [:] }
    return values
  }

  @Test("A report counts what the catalogue holds, with pictures, FITS files and layers beside it")
  func whole() throws {
    let run = try SampleRun(
      ids: ["a", "b", "c"], pictures: 2, failures: ["bad"], flags: [1: "edge,blended"])
    let result = try write(run)
    #expect(result.objects == 3 && result.failures == 1 && result.pictures == 2)
    #expect(result.layers == 4)  // segmentation and attribution of two objects
    let files = Set(try run.workspace.tree("report").keys)
    #expect(
      files.isSuperset(of: [
        "index.html", "report.css", "core.js", "data/summary.js", "data/column-0.js",
        "png/a.png", "fits/b.fits", "layers/a.0.png", "layers/b.1.png",
      ]))
    #expect(!files.contains("png/c.png"))
    let values = try summary(run)
    #expect(values["count"] == .integer(3) && values["failed"] == .integer(1))
    #expect(values["flagged"] == .integer(1))
    #expect(values["classes"] == .array(["star", "galaxy", "quasar"].map(JSONValue.string)))
    #expect(values["layers"] == .array(["segmentation", "attribution"].map(JSONValue.string)))
    #expect(
      values["steps"] == .array([.string("stretch: function=asinh, softening=0.1")]))
  }

  @Test("The same run gives the same bytes; an earlier report is replaced whole")
  func repeatable() throws {
    let run = try SampleRun(ids: ["a", "b"], pictures: 2)
    _ = try write(run)
    let first = try run.workspace.tree("report")
    try run.workspace.write("old", to: "report/layers/stale.png")
    _ = try write(run)
    #expect(try run.workspace.tree("report") == first)
    let names = try FileManager.default.contentsOfDirectory(atPath: run.workspace.path)
    #expect(names.sorted() == ["report", "run"])
  }

  @Test("A folder that holds something else than a report is left as it is")
  func foreign() throws {
    let run = try SampleRun(ids: ["a"])
    try run.workspace.write("precious", to: "report/thesis.tex")
    let error = #expect(throws: DataError.self) { try write(run) }
    #expect(error?.code == .unwritable)
    #expect(try run.workspace.tree("report").keys.sorted() == ["thesis.tex"])
    // The run's own folder is no report either.
    #expect(throws: DataError.self) { try write(run, to: "run") }
  }

  @Test("A folder without a catalogue, or with two, is refused with a reason")
  func catalogs() throws {
    let workspace = try Workspace()
    #expect(throws: DataError.self) { try RunFolder(workspace.path) }
    #expect(throws: DataError.self) { try RunFolder(workspace["absent"]) }
    let run = try SampleRun(ids: ["a"])
    try run.workspace.write(try run.workspace.bytes("run/catalog.fits"), to: "run/other.fits")
    let error = #expect(throws: DataError.self) { try RunFolder(run.path) }
    #expect(error?.reason.contains("several catalogues") == true)
  }

  @Test("A run of which everything failed has a report with the reasons")
  func failed() throws {
    let run = try SampleRun(ids: [], failures: ["a", "b"])
    let result = try write(run)
    #expect(result.objects == 0 && result.failures == 2)
    let values = try summary(run)
    guard case .array(let reasons)? = values["reasons"], case .object(let first)? = reasons.first
    else {
      Issue.record("no reasons")
      return
    }
    #expect(first["count"] == .integer(2) && first["code"] == .string("damaged"))
  }

  @Test("Hostile names lead out of no folder and stand in no page as markup (S6, S7)")
  func hostile() throws {
    let names = SampleRun.hostileNames
    let run = try SampleRun(ids: names, pictures: names.count, classes: ["<b>x</b>", "\"&'"])
    let result = try write(run)
    #expect(result.pictures == names.count)
    let tree = try run.workspace.tree("report")
    for (name, bytes) in tree {
      #expect(name.utf8.allSatisfy { $0 > 32 && $0 < 127 })
      guard name.hasPrefix("data/") else { continue }
      #expect(!bytes.contains(UInt8(ascii: "<")) && bytes.allSatisfy { $0 < 127 })
    }
    // Outside there is what was there before.
    let beside = try FileManager.default.contentsOfDirectory(atPath: run.workspace.path)
    #expect(beside.sorted() == ["report", "run"])
  }

  @Test("A product that is a link to elsewhere is not taken into a report")
  func links() throws {
    let run = try SampleRun(ids: ["a", "b"], pictures: 1)
    let secret = try run.workspace.write("secret", to: "secret.txt")
    try FileManager.default.createSymbolicLink(
      atPath: run.workspace["run/png/b.png"], withDestinationPath: secret)
    let result = try write(run)
    #expect(result.pictures == 1)
    for (_, bytes) in try run.workspace.tree("report") {
      #expect(bytes != Array("secret".utf8))
    }
  }

  @Test("A damaged product costs its object the layers and is told")
  func damaged() throws {
    let run = try SampleRun(ids: ["a", "b"], pictures: 2)
    let whole = try run.workspace.bytes("run/fits/b.fits")
    try run.workspace.write(Array(whole.prefix(3000)), to: "run/fits/b.fits")
    let result = try write(run)
    #expect(result.layers == 2)
    #expect(result.notes.contains("Files of 1 objects could not be read"))
  }

  @Test("Input images are drawn again for the map of the field")
  func fields() throws {
    let run = try SampleRun(ids: ["a", "b", "c"])
    var file = FITSWriter()
    try file.append(Image(repeating: 1, height: 1000, width: 2000))
    try file.write(to: run.workspace["field.fits"])
    let result = try write(run)
    #expect(result.notes.isEmpty)
    guard case .array(let fields)? = try summary(run)["fields"],
      case .object(let field)? = fields.first
    else {
      Issue.record("no field")
      return
    }
    #expect(field["width"] == .integer(2000) && field["height"] == .integer(1000))
    let picture = try PNGImage(path: run.workspace["report/fields/0.png"])
    #expect(picture.width == 1000 && picture.height == 500)
  }

  @Test("No page or script can make markup of a text, or loads from elsewhere (S7, S12)")
  func pages() throws {
    for (name, bytes) in try ReportPages.files() {
      let text = String(decoding: bytes, as: UTF8.self)
      for word in [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
        "new Function", "srcdoc", "@import", "XMLHttpRequest", "sendBeacon", "WebSocket",
      ] {
        #expect(!text.contains(word), "\(word) in \(name)")
      }
      if name == "index.html" {
        #expect(text.contains("default-src 'none'; script-src 'self'"))
        #expect(
          !text.contains("unsafe-inline") && !text.contains(" style=") && !text.contains(" on"))
      }
      if name.hasSuffix(".css") { #expect(!text.contains("url(")) }
    }
  }

  @Test("A report knows whether it is of this very catalogue")
  func current() throws {
    let run = try SampleRun(ids: ["a"])
    let writer = ReportWriter(run: try RunFolder(run.path), data: DataFolder(run.workspace.path))
    #expect(!writer.isCurrent(run.workspace["report"]))
    _ = try writer.write(to: run.workspace["report"])
    #expect(writer.isCurrent(run.workspace["report"]))
    let other = try SampleRun(ids: ["b"])
    try run.workspace.write(try other.workspace.bytes("run/catalog.fits"), to: "run/catalog.fits")
    #expect(!ReportWriter(run: try RunFolder(run.path)).isCurrent(run.workspace["report"]))
  }
}
