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
}
