import Foundation
import OrreryKit
import TestSupport
import Testing

/// `run --isolate`: plug-ins in processes of their own.
struct IsolateCommandTests {
  private let workspace: Workspace
  private static let faulty = Command.folder + "/libFaultyPlugin.so"

  init() throws {
    workspace = try Workspace()
    let folder = "models/fixture/moody-model/"
    try workspace.write(
      Safetensors(["weight": StateTensor([0.5], shape: [1])]).bytes,
      to: folder + "toy.safetensors")
    let card = ModelCard(
      architecture: "fixture/moody-model", name: "toy", summary: "A toy.",
      configuration: .object([:]),
      specification: ModelSpecification(
        input: .image, channels: 1, shape: [], classes: ["bright", "faint"]), stages: [],
      training: ModelCard.Training(
        data: "none", objects: [:], seed: 0, epochs: 0, date: "2026-11-21", recipe: ""),
      metrics: [:], command: "none")
    try workspace.write(Array(JSONEncoder().encode(card)), to: folder + "toy.json")
  }

  /// Images of these highest pixels, named by their place.
  private func pipeline(_ heights: [Float], model: Bool = true) throws -> String {
    try FileManager.default.createDirectory(
      atPath: workspace["in"], withIntermediateDirectories: true)
    for (place, height) in heights.enumerated() {
      try workspace.writeImage(height, to: "in/\(place).fits")
    }
    return try workspace.write(
      """
      orrery: 1
      input: { images: '\(workspace["in/*.fits"])' }
      stages:
        - fixture/moody: { strength: 0.5 }
      \(model ? "model: { plugin: fixture/moody-model, weights: toy, batch: 4 }" : "")
      output:
        png: { every: object }
        fits: { products: [cutout] }
      """, to: "p.yaml")
  }

  private func run(_ pipeline: String, to output: String, _ more: String...) throws -> Command {
    try Command(
      ["run", pipeline, "--output", workspace[output], "--plugin-path", Self.faulty] + more,
      environment: [
        "XDG_DATA_HOME": workspace["data"], "ORRERY_FAULT": "moody",
        "ORRERY_MODEL_PATH": workspace["models"],
      ])
  }

  private func products(_ name: String) throws -> [String: [UInt8]] {
    try workspace.tree(name).filter { !$0.key.hasPrefix(".orrery/") }
  }

  @Test("Isolated, a run writes the same bytes, for one object at once and for three")
  func sameBytes() throws {
    let text = try pipeline([1, 2, 3, 10, 5, 110, 4, 6, 3.5])
    let here = try run(text, to: "here")
    #expect(
      here.status == 1 && here.errors.contains("7 done, 0 flagged, 2 failed"), "\(here.errors)")
    for jobs in ["1", "3"] {
      let apart = try run(text, to: "apart\(jobs)", "--isolate", "--jobs", jobs)
      #expect(apart.status == 1, "\(apart.errors)")
      #expect(
        apart.errors.replacing("apart\(jobs)", with: "here") == here.errors, "\(apart.errors)")
      #expect(try products("apart\(jobs)") == products("here"))
      #expect(!apart.output.contains("what a plug-in prints"))
    }
  }

  @Test("An object that crashes a stage or the model fails alone, with its reason")
  func crash() throws {
    let text = try pipeline([1, 7, 3, 107, 5])
    let apart = try run(text, to: "apart", "--isolate")
    #expect(apart.status == 1)
    #expect(apart.errors.contains("3 done, 0 flagged, 2 failed"), "\(apart.errors)")
    for (step, file) in [("fixture/moody", "in/1.fits"), ("model", "in/3.fits")] {
      #expect(
        apart.errors.contains(
          "1 failed in \(step) (crashed): \(workspace[file]): crashes (signal "),
        "\(apart.errors)")
    }
    #expect(apart.errors.contains("boom at an object"), "\(apart.errors)")
    // What is right is as where nothing crashed.
    try FileManager.default.removeItem(atPath: workspace["in/1.fits"])
    try FileManager.default.removeItem(atPath: workspace["in/3.fits"])
    #expect(try run(text, to: "here").status == 0)
    let (good, all) = (try products("here"), try products("apart"))
    for (name, bytes) in good where name.hasPrefix("png/") || name.hasPrefix("fits/") {
      #expect(all[name] == bytes, "\(name)")
    }
    #expect(good.count { $0.key.hasPrefix("png/") } == 3)
    // Without it the run is gone.
    try workspace.writeImage(7, to: "in/1.fits")
    #expect(try run(text, to: "gone").status != 1)
  }

  @Test("An object that takes too long fails alone")
  func deadline() throws {
    let apart = try run(
      try pipeline([1, 8, 2], model: false), to: "apart", "--isolate", "--isolate-seconds", "5")
    #expect(apart.status == 1)
    #expect(
      apart.errors.contains(
        "1 failed in fixture/moody (overdue): \(workspace["in/1.fits"]): does not come back within "
          + "5 s"), "\(apart.errors)")
    #expect(apart.errors.contains("2 done, 0 flagged, 1 failed"), "\(apart.errors)")
  }

  @Test("An object that takes too much memory fails alone")
  func memory() throws {
    let apart = try run(
      try pipeline([1, 9, 2], model: false), to: "apart", "--isolate", "--isolate-memory", "1G")
    #expect(apart.status == 1)
    #expect(
      apart.errors.contains(
        "1 failed in fixture/moody (crashed): \(workspace["in/1.fits"]): crashes (signal "),
      "\(apart.errors)")
    #expect(apart.errors.contains("2 done, 0 flagged, 1 failed"), "\(apart.errors)")
  }

  @Test("Options of isolation that cannot be are usage; nothing to isolate is no error")
  func usage() throws {
    let text = try pipeline([1])
    #expect(try run(text, to: "a", "--isolate-memory", "much").status == 2)
    #expect(try run(text, to: "a", "--isolate-seconds", "0").status == 2)
    let plain = try workspace.write(
      "orrery: 1\ninput: { images: '\(workspace["in/0.fits"])' }\nstages: [standardise]\n",
      to: "plain.yaml")
    #expect(try run(plain, to: "b", "--isolate").status == 0)
  }
}
