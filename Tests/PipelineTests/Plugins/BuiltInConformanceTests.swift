import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// A small network and a few objects for each architecture; `leavingOut` says which law cannot hold.
struct BuiltInCase: Sendable, CustomTestStringConvertible {
  var name: String
  var data: String
  var classes = ""
  var stages = "[]"
  var configuration = "{}"
  var leavingOut: Set<String> = []
  var testDescription: String { name }
}

/// What comes with Orrery keeps the laws that plug-ins must keep.
struct BuiltInConformanceTests {
  private static let stamps =
    "{ simulator: galaxies, count: 12, seed: 3, settings: { size: 16, neighbours: 0 } }"
  private static let types = "[elliptical, spiral, edge-on, merger]"
  private static let stretch = "[{ stretch: { function: asinh, softening: 0.1 } }, standardise]"
  private static let fitted =
    "[{ stretch: { function: asinh, softening: 0.1, lower: 50, upper: 99.75, fit: training } }]"

  static let cases: [BuiltInCase] =
    [
      BuiltInCase(
        name: "morphology-cnn", data: stamps, classes: types, stages: stretch,
        configuration: "{ width: 4, depth: 2 }"),
      BuiltInCase(
        name: "morphology-resnet", data: stamps, classes: types, stages: stretch,
        configuration: "{ width: 4, blocks: [1, 1], views: 4 }"),
      BuiltInCase(
        name: "segmenter",
        data:
          "{ simulator: fields, count: 4, seed: 3, settings: { width: 32, height: 32, sources: 6 } }",
        stages: "[{ subtract-background: { box: 16 } }, divide-by-noise]",
        configuration: "{ width: 4, depth: 1, widest: 8 }"),
      BuiltInCase(
        name: "threshold-detection",
        data:
          "{ simulator: fields, count: 4, seed: 3, settings: { width: 48, height: 48, sources: 6 } }",
        stages: "[{ subtract-background: { box: 16 } }, divide-by-noise]"),
      BuiltInCase(
        name: "spectrum-redshift", data: "{ simulator: spectra, count: 8, seed: 3 }",
        classes: "[star, galaxy, quasar]",
        stages: "[{ resample-spectrum: { minimum: 3650, maximum: 10200, pixels: 128 } }]",
        configuration: "{ width: 4, channels: 2, depth: 1 }"),
      BuiltInCase(
        name: "photo-redshift-mdn", data: "{ simulator: photometry, count: 12, seed: 3 }",
        configuration: "{ width: 8, depth: 1, components: 2 }"),
      BuiltInCase(
        name: "light-curve-classifier", data: "{ simulator: light-curves, count: 12, seed: 3 }",
        classes: "[rr-lyrae, cepheid, eclipsing-binary, mira, supernova-ia, transit, constant]",
        configuration: "{ width: 4, times: 0 }"),
      BuiltInCase(
        name: "row-flow", data: "{ simulator: photometry, count: 24, seed: 3 }",
        configuration: "{ steps: 2, hidden: 8, blocks: 1, bins: 4 }"),
      BuiltInCase(
        name: "image-flow", data: stamps, stages: fitted,
        configuration: "{ levels: 1, steps: 1, hidden: 4 }"),
      // Two parts that are trained against each other: no single loss falls along the gradient.
      BuiltInCase(
        name: "stamp-gan",
        data: "{ simulator: galaxies, count: 8, seed: 3, settings: { size: 32, neighbours: 0 } }",
        classes: types, stages: fitted,
        configuration: "{ width: 4, discriminator-width: 4, latent: 4 }"),
      BuiltInCase(
        name: "stamp-diffusion", data: stamps, classes: types, stages: fitted,
        configuration: "{ width: 4, levels: 1, steps: 2 }"),
      BuiltInCase(
        name: "stamp-restoration", data: stamps, stages: fitted,
        configuration: "{ width: 4, levels: 1, steps: 2, samples: 1 }"),
      BuiltInCase(name: "kernel-density", data: "{ simulator: photometry, count: 24, seed: 3 }"),
      BuiltInCase(
        name: "template-correlation", data: "{ simulator: spectra, count: 24, seed: 3 }",
        classes: "[star, galaxy, quasar]",
        stages: "[{ resample-spectrum: { minimum: 3650, maximum: 10200, pixels: 512 } }]",
        configuration: "{ reach: 20, overlap: 60 }"),
    ]
    + [
      "nearest-neighbours", "logistic-regression", "random-forest", "extra-trees",
      "gradient-boosting",
    ].map {
      // They put medians in the place of what is missing, and do not say so yet.
      BuiltInCase(
        name: $0, data: stamps, classes: types, stages: stretch, leavingOut: ["missing values"])
    }

  @Test("Every built-in architecture is tried")
  func coverage() throws {
    let names = Set(try Installation.builtIns().architectures.keys)
    // One has no layers before it has read a file, of the other no simulator makes the spectra.
    #expect(
      Set(Self.cases.map(\.name)) == names.subtracting(["onnx", "spectrum-sequence"]))
  }

  @Test("Built-in architectures pass the suite", arguments: cases)
  func architectures(_ item: BuiltInCase) throws {
    let registry = try Installation.builtIns()
    let workspace = try Workspace()
    let classes = item.classes.isEmpty ? "" : "classes: \(item.classes)\n"
    let file = try workspace.write(
      """
      orrery: 1
      data: \(item.data)
      \(classes)stages: \(item.stages)
      model: { plugin: \(item.name), weights: tiny, configuration: \(item.configuration) }
      """, to: "recipe.yaml")
    let recipe = try RecipeReader(registry: registry).read(file: file)
    let set = try TrainingSet(recipe) { _, _ in }
    let suite = Conformance(
      objects: Array((set[.train] + set[.validation]).prefix(4)), classes: recipe.classes,
      settings: recipe.model.configuration, leavingOut: item.leavingOut, isBuiltIn: true)
    let report = suite.report(of: try #require(registry.architectures[item.name]).value)
    #expect(report.isGood, "\(report)")
  }

  @Test("Built-in stages pass the suite", arguments: stageNames)
  func stages(name: String) throws {
    let stage = try #require(try Installation.builtIns().stages[name]).value
    let report = Conformance(isBuiltIn: true).report(of: stage)
    #expect(report.isGood, "\(report)")
  }

  @Test(
    "Built-in simulators pass the suite",
    arguments: [
      "galaxies", "fields", "varied-fields", "spectra", "light-curves", "photometry",
    ])
  func simulators(name: String) throws {
    let simulator = try #require(try Installation.builtIns().simulators[name]).value
    let isField = name.hasSuffix("fields")
    let settings: [String: JSONValue] =
      isField ? ["width": .integer(64), "height": .integer(64)] : [:]
    let report = Conformance(settings: settings, isBuiltIn: true).report(of: simulator)
    #expect(report.isGood, "\(report)")
  }

  static let stageNames: [String] = ((try? Installation.builtIns())?.stages.keys.sorted()) ?? []
}
