import Foundation
import OrreryKit
import Pipeline
import TestSupport
import Testing

@testable import LightCurveClassifier

/// The recipes at a hundredth of their size.
struct MiniatureTrainingTests {
  private func train(_ text: String) throws -> ModelTraining.Outcome {
    let workspace = try Workspace()
    let registry = try Installation.builtIns()
    let file = try workspace.write(text, to: "recipe.yaml")
    let recipe = try RecipeReader(registry: registry).read(file: file)
    return try ModelTraining(recipe, library: ModelLibrary(registry: registry), threads: 1)
      .run(checkpoint: nil, date: "2026-11-21", command: "test") { _ in }
  }

  @Test(
    "A miniature of a recipe learns to tell Miras from RR Lyrae stars", arguments: ["gru", "lstm"])
  func learns(_ cell: String) throws {
    let outcome = try train(
      """
      orrery: 1
      description: Miras and RR Lyrae stars.
      data:
        simulator: light-curves
        count: 120
        seed: 5
        settings: { classes: [mira, rr-lyrae], days: 300, interval: 12, bands: [g, r] }
      classes: [mira, rr-lyrae]
      split: { validation: 0.2, test: 0.3 }
      augment:
        - truncate-light-curve: { probability: 0.3, minimum-points: 5 }
        - add-error-noise: { maximum: 0.3 }
      model:
        plugin: light-curve-classifier
        weights: tiny
        configuration: { cell: \(cell), width: 8, layers: 1, heads: 1, times: 4, uses-brightness: false }
      optimizer: { learning-rate: 0.02 }
      epochs: 8
      batch: 12
      seed: 2
      """)
    #expect(outcome.end == .finished)
    #expect(outcome.card.metrics["balanced-accuracy"] ?? 0 > 0.9)
    #expect(outcome.card.specification.bands == ["g", "r"])
  }

  @Test("Every shipped set of weights has a card that describes it and loads")
  func shipped() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Plugins/LightCurveClassifier/Models").standardized.path
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".safetensors") }.sorted()
    #expect(names.contains("simulated.safetensors"))
    for name in names {
      let path = "\(folder)/\(name)"
      let data = try #require(
        FileManager.default.contents(atPath: path.replacing(".safetensors", with: ".json")))
      let card = try JSONDecoder().decode(ModelCard.self, from: data)
      guard case .object(let values) = card.configuration else { continue }
      let configuration = try Settings.decode(
        Dictionary(uniqueKeysWithValues: values.map { (Setting.key(for: $0), $1) }),
        over: LightCurveClassifier.defaults, settings: LightCurveClassifier.info.settings)
      var random = RandomStream(seed: 0)
      let model = try LightCurveClassifier(
        configuration, specification: card.specification, random: &random)
      let report = try model.module.load(try Safetensors(reading: path).tensors)
      #expect(report.missing.isEmpty && report.unexpected.isEmpty && report.nonFinite.isEmpty)
      #expect(card.metrics["balanced-accuracy"] != nil && card.calibration.temperature > 0)
    }
  }
}
