import Figures
import Foundation
import OrreryKit

extension EvaluationFigure {
  /// Completeness and purity by magnitude.
  /// - Throws: `DataError.tooLarge`.
  public static func picture(of model: FieldEvaluation) throws -> PNGImage {
    func shares(_ value: ShareByValue) -> [PlotPanel.Share] {
      value.bins.map {
        PlotPanel.Share(lower: $0.lower, upper: $0.upper, value: $0.share, error: $0.error)
      }
    }
    func figure(_ value: Double) -> String { String(format: "%.3f", value) }
    let objects = PlotPanel.shares(
      [("completeness", shares(model.completeness)), ("purity", shares(model.purity))],
      xLabel: "-2.5 log₁₀ flux [mag]",
      title: "Sources: F1 \(figure(model.match.f1)), \(model.match.truthCount) true")
    let pixels = PlotPanel.bars(
      names: ["precision", "recall", "F1", "IoU"],
      values: [
        model.pixels.precision, model.pixels.recall, model.pixels.f1,
        model.pixels.intersectionOverUnion,
      ], title: "Pixels: F1 \(figure(model.pixels.f1))")
    return try Figure(
      width: 620, height: 270, title: model.name, columns: 2, panels: [objects, pixels]
    ).picture(texts: texts)
  }

  /// Accuracy against the days seen.
  /// - Throws: `DataError.tooLarge`.
  public static func picture(of model: TimeEvaluation) throws -> PNGImage {
    var plot = PlotPanel(
      title: model.name, xLabel: "Days since the first point", yLabel: "Accuracy")
    // A logarithmic axis has no day 0.
    plot.xScale = .logarithmic
    plot.yRange = 0...1
    plot.legend = .bottomRight
    let days = model.days.map { max($0, 0.5) }
    for (name, values) in [
      ("accuracy", model.accuracies), ("balanced accuracy", model.balancedAccuracies),
    ] {
      plot.line(x: days, y: values, label: name, width: 1.4)
    }
    return try Figure(width: 400, height: 270, panels: [plot]).picture(texts: texts)
  }

  /// Shapes of real and made objects.
  /// - Throws: `DataError.tooLarge`.
  public static func picture(of model: SampleEvaluation) throws -> PNGImage {
    let panels = model.quantities.map { quantity in
      PlotPanel.samples(
        real: quantity.real, made: quantity.made, xLabel: quantity.name,
        note: String(format: "KS %.3f", quantity.test.distance))
    }
    let title = String(
      format: "%@: told apart %.1f ± %.1f %% of %d held out", model.name,
      100 * model.classifier.accuracy, 100 * model.classifier.accuracyError,
      model.classifier.heldOut)
    return try Figure(width: 800, height: 480, title: title, columns: 3, panels: panels)
      .picture(texts: texts)
  }
}
