import ClassifierTemplate
import Foundation
import GeneratorTemplate
import OrreryKit
import SegmenterTemplate
import SeriesTemplate
import StageTemplate
import Templates
import TestSupport
import Testing

@testable import Pipeline

/// Recipes and pipelines of the templates, as they stand but for fewer objects.
struct TemplateTrainingTests {
  private static func registry() throws -> Registry {
    let registrar = PluginRegistrar(try Installation.builtIns(), origin: "templates")
    try registrar.register(ClassifierTemplate.self)
    try registrar.register(GeneratorTemplate.self)
    try registrar.register(SegmenterTemplate.self)
    try registrar.register(SeriesTemplate.self)
    try registrar.register(StageTemplate.self)
    return registrar.registry
  }

  /// Objects enough for every part of the split.
  private static let counts: [PluginTemplate.Kind: Int] = [
    .classifier: 24, .generator: 24, .segmenter: 10, .series: 40,
  ]

  @Test(
    "Every recipe trains, and the suite passes on its objects",
    arguments: [
      PluginTemplate.Kind.classifier, .generator, .segmenter, .series,
    ])
  func training(kind: PluginTemplate.Kind) throws {
    let registry = try Self.registry()
    let file = "\(PluginTemplateTests.packages)/\(kind.rawValue)/recipe.yaml"
    let count = try #require(Self.counts[kind])
    var overrides = ["data.count=\(count)", "epochs=1", "model.configuration.width=4"]
    if kind == .segmenter {
      overrides += ["data.settings.width=64", "data.settings.height=64"]
    }
    let recipe = try RecipeReader(registry: registry).read(
      file: file, overrides: overrides.map { try SettingOverride($0) })
    let training = ModelTraining(recipe, library: ModelLibrary(registry: registry), threads: 1)
    let outcome = try training.run(checkpoint: nil, date: "2026-11-21", command: "") { _ in }
    #expect(outcome.history.count == 1)
    #expect(outcome.history[0].training.loss.isFinite)

    let workspace = try Workspace()
    try FileManager.default.createDirectory(
      atPath: workspace["models"], withIntermediateDirectories: true)
    try ModelStore(folder: workspace["models"], name: "first").write(outcome)
    try checkPipeline(kind, registry, workspace)

    let set = try TrainingSet(recipe) { _, _ in }
    let suite = Conformance(
      objects: Array(set[.train].prefix(3)), classes: recipe.classes,
      settings: recipe.model.configuration)
    let type = try #require(registry.architectures[recipe.model.architecture]).value
    let report = suite.report(of: type)
    #expect(report.isGood, "\(report)")
  }

  /// The pipeline of the template takes the weights: nothing is wrong before any pixel is read.
  private func checkPipeline(
    _ kind: PluginTemplate.Kind, _ registry: Registry, _ workspace: Workspace
  ) throws {
    let file = "\(PluginTemplateTests.packages)/\(kind.rawValue)/pipeline.yaml"
    for survey in ["galaxies", "fields", "light-curves"] {
      try workspace.write("", to: "sample-data/\(survey)-1.fits")
    }
    let text = try String(contentsOfFile: file, encoding: .utf8)
      .replacing("sample-data/", with: workspace["sample-data/"])
      .replacing("models/", with: workspace["models/"])
    let reader = PlanReader(registry: registry, library: ModelLibrary(registry: registry))
    let plan = try reader.read(text: text, file: "pipeline.yaml")
    #expect(plan.model?.entry.name == "first")
  }

  @Test("The stage of the template stands in its pipeline")
  func stage() throws {
    let workspace = try Workspace()
    try workspace.write("", to: "sample-data/galaxies-1.fits")
    let text = try String(
      contentsOfFile: "\(PluginTemplateTests.packages)/stage/pipeline.yaml", encoding: .utf8
    ).replacing("sample-data/", with: workspace["sample-data/"])
    let registry = try Self.registry()
    let reader = PlanReader(registry: registry, library: ModelLibrary(registry: registry))
    let plan = try reader.read(text: text, file: "pipeline.yaml")
    #expect(plan.stages.map(\.name) == ["author/stage-template"])
  }
}
