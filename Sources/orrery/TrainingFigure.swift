import Figures
import OrreryKit
import Pipeline

/// A training at a glance: curves, confusion matrix and reliability of the test part.
enum TrainingFigure {
  static func picture(of outcome: ModelTraining.Outcome) throws -> PNGImage {
    let history = outcome.history
    let best = history.last { $0.isBest }.map { $0.epoch + 1 }
    let validation = history.compactMap(\.validation)
    func panel(
      _ title: String, _ value: (Scores) -> Double?
    ) -> PlotPanel {
      PlotPanel.training(
        history.map { value($0.training) ?? .nan },
        validation: validation.map { value($0) ?? .nan },
        bestEpoch: best, quantity: title, title: title)
    }
    var panels: [any Panel] = [panel("Loss") { $0.loss }]
    if history.contains(where: { $0.training.balancedAccuracy != nil }) {
      panels.append(panel("Balanced accuracy") { $0.balancedAccuracy })
    }
    // What a model with a loss of its own tells besides, and the recipe's metrics, which are counted
    // of the validation alone.
    let named = history.flatMap { [$0.training, $0.validation].compactMap { $0?.metrics } }
    for name in Set(named.flatMap(\.keys)).sorted() {
      panels.append(panel(name) { $0.metrics[name] })
    }
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
    let columns = min(2, panels.count)
    let figure = Figure(
      width: 310 * Double(columns), height: 270 * Double((panels.count + columns - 1) / columns),
      title: "\(outcome.card.architecture) · \(outcome.card.name)",
      columns: columns, panels: panels)
    return try figure.picture(texts: [PNGText("Software", "Orrery \(SDKInfo.version)")])
  }
}
