import OrreryKit
import Pipeline
import TestSupport

/// A miniature of the shipped recipes: two classes that a small network tells apart in seconds.
enum TestRecipe {
  static let text = """
    orrery: 1
    description: Round or edge-on.
    data: { simulator: galaxies, count: 240, seed: 5, settings: { size: 32, classes: [elliptical, edge-on] } }
    classes: [elliptical, edge-on]
    split: { validation: 0.2, test: 0.3 }
    stages:
      - stretch: { function: asinh }
      - standardise: { fit: training }
    augment:
      - flip
    model: { plugin: morphology-cnn, weights: tiny, configuration: { width: 4, depth: 3, dropout: 0 } }
    optimizer: { learning-rate: 0.01 }
    epochs: 12
    batch: 16
    balance: 1
    seed: 2
    """

  /// - Parameter more: lines that are put behind those of `text`, from line 17 on.
  static func read(_ text: String = text, adding more: String = "") throws -> TrainingRecipe {
    let workspace = try Workspace()
    let file = try workspace.write(text + "\n" + more, to: "recipe.yaml")
    return try RecipeReader(registry: Installation.builtIns()).read(file: file)
  }

  /// `line: path: reason` of each problem.
  static func problems(_ text: String = text, adding more: String = "") throws -> [String] {
    do {
      _ = try read(text, adding: more)
      return []
    } catch let problems as Problems {
      return problems.all.map {
        "\($0.place.line): \($0.path.joined(separator: ".")): \($0.reason)"
      }
    }
  }
}
