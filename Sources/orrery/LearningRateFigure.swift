import Figures
import OrreryKit
import Pipeline

/// The loss of each step against its learning rate.
enum LearningRateFigure {
  static func picture(of curve: LearningRateCurve, _ recipe: TrainingRecipe) throws -> PNGImage {
    let panel = PlotPanel.learningRates(
      curve.points.map(\.rate), losses: curve.points.map(\.loss),
      means: curve.points.map(\.smoothLoss), suggestion: curve.steepest, title: "")
    let figure = Figure(
      width: 460, height: 340, title: "\(recipe.model.architecture) · \(recipe.model.weights)",
      panels: [panel])
    return try figure.picture(texts: [PNGText("Software", "Orrery \(SDKInfo.version)")])
  }
}
