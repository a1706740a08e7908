import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// A new head on a body that was trained before.
struct TransferTests {
  private func library() throws -> ModelLibrary {
    ModelLibrary(registry: try Installation.builtIns())
  }

  private func train(
    _ recipe: TrainingRecipe
  ) throws -> (weights: StateDictionary, fresh: [String]?) {
    var fresh: [String]?
    let outcome = try ModelTraining(recipe, library: library(), threads: 1)
      .run(checkpoint: nil, date: "2026-11-21", command: "test") { event in
        if case .started(_, let names) = event { fresh = names }
      }
    return (outcome.weights.tensors, fresh)
  }

  /// A recipe with a third class that starts from the weights of the miniature.
  private func recipe(freezing part: String, in workspace: Workspace) throws -> TrainingRecipe {
    var first = try TestRecipe.read()
    first.epochs = 1
    let path = try workspace.write(
      Safetensors(try train(first).weights).bytes, to: "first.safetensors")
    let text = TestRecipe.text
      .replacing("[elliptical, edge-on]", with: "[elliptical, edge-on, merger]")
      .replacing(
        "weights: tiny,", with: "weights: tiny, start: { weights: \(path), freeze: [\(part)] },")
    var second = try TestRecipe.read(text)
    second.epochs = 1
    return second
  }

  @Test("A frozen body keeps every weight and statistic, a head for other classes starts fresh")
  func frozen() throws {
    let workspace = try Workspace()
    let recipe = try recipe(freezing: "body", in: workspace)
    let start = try Safetensors(reading: recipe.model.start?.weights ?? "").tensors
    let (weights, fresh) = try train(recipe)
    #expect(fresh == ["head.weight", "head.bias"])
    #expect(weights["head.weight"]?.shape == [3, 16])
    for (name, tensor) in start where name.hasPrefix("body.") {
      #expect(weights[name] == tensor, "\(name)")
    }
  }

  @Test("A part that the model does not have, or that does not fit, is told by its name")
  func wrong() throws {
    let workspace = try Workspace()
    #expect {
      try train(try recipe(freezing: "bodi", in: workspace))
    } throws: { "\($0)".contains("no part 'bodi'; did you mean 'body'") }
    #expect {
      try train(try recipe(freezing: "head", in: workspace))
    } throws: { "\($0)".contains("'head.weight' would never be trained") }
  }

  @Test("A start without weights is a mistake of the recipe")
  func unnamed() throws {
    let problems = try TestRecipe.problems(
      TestRecipe.text.replacing("weights: tiny,", with: "weights: tiny, start: { freeze: [body] },")
    )
    #expect(problems == ["11: model.start.weights: is missing: name weights to start from"])
  }
}
