import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Report

/// Reports of folders that hold figures instead of objects.
struct FiguresReportTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func picture(_ name: String) throws {
    let picture = PNGImage(width: 1, height: 1, layout: .rgb, samples: .eight([1, 2, 3]))
    try workspace.write(picture.encoded(), to: name)
  }

  private func page() throws -> String {
    String(decoding: try workspace.bytes("f/report/index.html"), as: UTF8.self)
  }

  @Test("An evaluation is a page of its tables and pictures; its names stand in it as text")
  func evaluation() throws {
    try workspace.write(
      """
      {"orrery": "0.1", "numbers": [], "classification": [
        {"model": "<b>cnn</b>", "accuracy": 0.91234567, "objects": 120, "bins": [1],
         "robustness": {"fgsm-step": 0.0123},
         "classes": {"a\\"b": {"recall": 0.5, "f1": null}}},
        {"model": "forest", "accuracy": 0.8, "objects": 120, "seconds": 0.5}]}
      """, to: "f/evaluation.json")
    for name in ["f/cnn.png", "f/odd name.png"] { try picture(name) }
    let report = try #require(FiguresReport(workspace["f"]))
    #expect(try report.write(to: workspace["f/report"]) == 2)
    let page = try page()
    #expect(page.contains("&lt;b&gt;cnn&lt;/b&gt;") && !page.contains("<b>"))
    #expect(page.contains("<td class=\"numeric\">0.9123</td>") && page.contains("a&quot;b"))
    #expect(page.contains("fgsm-step") && page.contains("0.0123"))
    #expect(!page.contains("bins") && page.contains("<td>–</td>"))
    let files = try workspace.tree("f/report").keys.sorted()
    #expect(files.contains("cnn.png") && files.contains("report.css"))
    #expect(files.count { $0.hasSuffix(".png") } == 2 && !files.contains("odd name.png"))
    // The same again in its place; a folder of something else stays.
    #expect(try report.write(to: workspace["f/report"]) == 2)
    #expect(throws: DataError.self) { try report.write(to: workspace["f"]) }
  }

  @Test("Trained models are a page of their cards and curves")
  func training() throws {
    let card = ModelCard(
      architecture: "test/a", name: "tiny", summary: "Few & small.", configuration: .object([:]),
      specification: ModelSpecification(input: .image, channels: 1, shape: [8, 8]), stages: [],
      training: ModelCard.Training(
        data: "none", objects: ["train": 7], seed: 3, epochs: 2, date: "2026-11-21", recipe: ""),
      metrics: ["accuracy": 0.75], command: "orrery train tiny.yaml")
    try workspace.write([UInt8](try JSONEncoder().encode(card)), to: "f/tiny.json")
    #expect(FiguresReport(workspace["f"]) == nil)
    try workspace.write("{}", to: "f/tiny-training.json")
    try picture("f/tiny-training.png")
    try picture("f/other.png")
    let report = try #require(FiguresReport(workspace["f"]))
    #expect(try report.write(to: workspace["f/report"]) == 1)
    let page = try page()
    #expect(page.contains("Few &amp; small.") && page.contains("7 train"))
    #expect(page.contains("0.75") && page.contains("tiny-training.png"))
  }
}
