import OrreryKit
import Testing

@testable import Pipeline

struct LearningRateTests {
  private func curve(_ recipe: TrainingRecipe) throws -> LearningRateCurve {
    try ModelTraining(
      recipe, library: ModelLibrary(registry: Installation.builtIns()), threads: 1
    ).learningRateCurve { _ in }
  }

  @Test("The curve of a recipe falls where the rates are good, the same in every run")
  func suggestion() throws {
    var recipe = try TestRecipe.read()
    recipe.batch = 8
    let first = try curve(recipe)
    let rate = try #require(first.steepest)
    #expect(rate > 1e-4 && rate < 1)
    #expect(first.points[0].rate == 1e-7 && first.points.count > 50)
    #expect(try curve(recipe) == first)
  }

  @Test("A rate of 0 leaves nothing to vary and is refused")
  func zero() throws {
    var recipe = try TestRecipe.read()
    recipe.optimizer.learningRate = 0
    #expect { try curve(recipe) } throws: {
      ($0 as? DataError)?.reason.contains("optimizer.learning-rate must be above 0") ?? false
    }
  }
}
