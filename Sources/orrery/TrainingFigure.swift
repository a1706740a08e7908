import Figures
import OrreryKit
import Pipeline

/// A training at a glance: curves, confusion matrix and reliability of the test part.
enum TrainingFigure {
  static func picture(of outcome: ModelTraining.Outcome) throws -> PNGImage {
    let history = outcome.history
    let best = history.last { $0.isBest }.map { $0.epoch + 1 }
    let validation = history.compactMap(\.validation)
    var panels: [any Panel] = [
      PlotPanel.training(
        history.map(\.training.loss), validation: validation.map(\.loss), bestEpoch: best,
        title: "Loss"),
      PlotPanel.training(
        history.map { $0.training.balancedAccuracy ?? .nan },
        validation: validation.map { $0.balancedAccuracy ?? .nan }, bestEpoch: best,
        quantity: "Balanced accuracy", title: "Balanced accuracy"),
    ]
    if let test = outcome.test {
      let classes = outcome.card.specification.classes
      let counts = classes.indices.map { row in
        classes.indices.map { test.confusion[true: row, predicted: $0] }
      }
      panels.append(
        ConfusionMatrixPanel(
          classes: classes, counts: counts, title: "Test: \(test.confusion.total) objects"))
      panels.append(
        PlotPanel.reliability(
          test.bins.map {
            PlotPanel.ReliabilityBin(
              confidence: $0.confidence, accuracy: $0.accuracy, count: $0.count)
          }, calibrationError: test.calibrationError, title: "Reliability of the test part"))
    }
    let figure = Figure(
      width: 620, height: 540, title: "\(outcome.card.architecture) · \(outcome.card.name)",
      columns: 2, panels: panels)
    return try figure.picture(texts: [PNGText("Software", "Orrery \(SDKInfo.version)")])
  }
}
