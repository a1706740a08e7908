import Figures
import Foundation
import OrreryKit

/// Pages of panels for one model, and one that sets several beside one another.
public enum EvaluationFigure {
  static let texts = [PNGText("Software", "Orrery \(SDKInfo.version)")]

  /// Confusion, thresholds, honesty of a classifier.
  /// - Throws: `DataError.tooLarge`.
  public static func picture(of model: ClassEvaluation) throws -> PNGImage {
    let confusion = model.report.confusion
    let counts = model.classes.indices.map { row in
      model.classes.indices.map { confusion[true: row, predicted: $0] }
    }
    let present = model.classes.indices.filter { confusion.count(of: $0) > 0 }
    let rocs = present.map { k in
      PlotPanel.ThresholdCurve(
        name: model.classes[k], x: model.rocs[k].falsePositiveRates,
        y: model.rocs[k].truePositiveRates, area: model.rocs[k].area)
    }
    let precisions = present.map { k in
      PlotPanel.ThresholdCurve(
        name: model.classes[k], x: model.precisions[k].recalls,
        y: model.precisions[k].precisions, area: model.precisions[k].averagePrecision)
    }
    let reliability = PlotPanel.reliability(
      model.report.bins.map {
        PlotPanel.ReliabilityBin(
          confidence: $0.confidence, accuracy: $0.accuracy, count: $0.count)
      }, calibrationError: model.report.calibrationError)
    let recalls = PlotPanel.bars(
      names: present.map { model.classes[$0] }, values: present.map(confusion.recall),
      errors: present.map { k in
        let share = confusion.recall(k)
        return (share * (1 - share) / Double(confusion.count(of: k))).squareRoot()
      }, yLabel: "Recall", title: "Share of each class that is found")
    var panels: [(any Panel)?] = [
      ConfusionMatrixPanel(
        classes: model.classes, counts: counts, title: "Test: \(confusion.total) objects"),
      PlotPanel.roc(rocs), PlotPanel.precisionRecall(precisions), reliability,
    ]
    if !model.sets.isEmpty {
      panels.append(
        PlotPanel.coverage(
          levels: model.sets.map(\.level),
          coverages: [("conformal sets", model.sets.map(\.coverage))], count: confusion.total))
    }
    panels.append(recalls)
    let large = model.classes.count > 8
    return try Figure(
      width: large ? 1_080 : 860, height: large ? 720 : 560, title: model.name, columns: 3,
      panels: panels
    ).picture(texts: texts)
  }

  /// Predicted against true numbers, residuals, transforms.
  /// - Throws: `DataError.tooLarge`.
  public static func picture(of model: NumberEvaluation) throws -> PNGImage {
    let (truth, predicted) = (model.numbers.truth, model.numbers.predicted)
    func figure(_ value: Double) -> String { String(format: "%.4g", value) }
    var panels: [(any Panel)?] = []
    if model.isRedshift {
      panels = [
        PlotPanel.redshifts(
          truth: truth, predicted: predicted, outlierLimit: model.report.outlierLimit,
          notes: [
            "NMAD \(figure(model.report.normalisedMAD))", "bias \(figure(model.report.bias))",
            "outliers \(figure(100 * model.report.outliers)) %",
          ]),
        PlotPanel.redshiftResiduals(
          truth: truth, predicted: predicted, outlierLimit: model.report.outlierLimit),
      ]
    } else {
      var plot = PlotPanel(
        title: model.quantity, xLabel: "True value", yLabel: "Predicted value")
      plot.points(x: truth, y: predicted, size: 2, opacity: 0.6)
      plot.legend = .none
      if let low = truth.min(), let high = truth.max() {
        plot.line(x: [low, high], y: [low, high], color: Style.color(6), width: 0.8)
      }
      plot.note("rms \(figure(model.report.rootMeanSquare))", x: 0.04, y: 0.94)
      var residuals = PlotPanel(
        title: "Residuals", xLabel: "Predicted - true", yLabel: "Number")
      residuals.histogram(
        ResidualReport.residuals(predicted: predicted, truth: truth, scale: .absolute))
      panels = [plot, residuals]
    }
    if let distributions = model.distributions {
      panels.append(
        PlotPanel.integralTransform(
          distributions.histogram, distance: distributions.uniformDistance))
      panels.append(
        PlotPanel.coverage(
          levels: NumberEvaluation.levels,
          coverages: [("intervals", NumberEvaluation.levels.map(distributions.coverage))],
          count: distributions.transforms.count))
    }
    return try Figure(
      width: 300 * Double(min(2, panels.count)),
      height: 260 * Double((panels.count + 1) / 2), title: "\(model.name): \(model.quantity)",
      columns: 2, panels: panels
    ).picture(texts: texts)
  }

  /// Balanced accuracy against the number of labels.
  /// - Throws: `DataError.tooLarge`.
  public static func picture(of curve: LearningCurve) throws -> PNGImage {
    var plot = PlotPanel(
      title: "Test: \(curve.objects) objects", xLabel: "Labelled objects to learn from",
      yLabel: "Balanced accuracy")
    plot.xScale = .logarithmic
    plot.legend = .bottomRight
    for (place, way) in LearningCurve.Way.allCases.enumerated() {
      let course = curve.course(of: way)
      guard !course.isEmpty else { continue }
      let labels = course.map { Double($0.labels) }
      let color = Style.color(place)
      plot.line(x: labels, y: course.map(\.mean), color: color, width: 1.2)
      plot.points(
        x: labels, y: course.map(\.mean), yError: course.map(\.spread), label: way.name,
        color: color, size: 5)
    }
    return try Figure(
      width: 460, height: 360, title: curve.name, columns: 1, panels: [plot]
    ).picture(texts: texts)
  }

  /// Accuracy, macro F1, calibration and set size of several models beside one another.
  /// - Throws: `DataError.tooLarge`.
  public static func comparison(of models: [ClassEvaluation], title: String) throws -> PNGImage {
    // Names are long: each model has a letter, and the letters stand in the table above.
    let letters = models.indices.map { String(UnicodeScalar(UInt8(65 + $0 % 26))) }
    func bars(_ title: String, _ values: [Double], _ errors: [Double]? = nil) -> PlotPanel {
      var panel = PlotPanel.bars(names: letters, values: values, errors: errors, title: title)
      panel.yRange = 0...max(1e-3, 1.15 * (values.filter(\.isFinite).max() ?? 1))
      return panel
    }
    let names = zip(letters, models).map { "\($0) \($1.name)" }.joined(separator: "   ")
    return try Figure(
      width: 760, height: 430, title: "\(title):   \(names)", columns: 3,
      panels: [
        bars("Accuracy", models.map(\.report.confusion.accuracy), models.map(\.accuracyError)),
        bars(
          "Balanced accuracy", models.map(\.report.confusion.balancedAccuracy),
          models.map(\.balancedAccuracyError)),
        bars("Macro F1", models.map(\.report.confusion.macroF1)),
        bars("Calibration error", models.map(\.report.calibrationError)),
        bars("-ln likelihood", models.map(\.report.negativeLogLikelihood)),
        bars("Mean size of conformal sets", models.map { $0.reportedSets?.meanSize ?? .nan }),
      ]
    ).picture(texts: texts)
  }
}
