import OrreryKit

extension TrainingRecipe {
  /// The recipe from so many seeds: its own, and those that follow.
  ///
  /// All share their parts, so that their figures can be compared and their answers averaged. The
  /// first keeps the recipe's name, the others are named after their seeds: `eros`, `eros-seed2`.
  public func seeded(_ count: Int) -> [TrainingRecipe] {
    (0..<UInt64(count)).map { number in
      var recipe = self
      recipe.split.seed = split.seed ?? Int(clamping: seed)
      recipe.seed = seed + number
      if number > 0 { recipe.model.weights += "-seed\(recipe.seed)" }
      return recipe
    }
  }
}
