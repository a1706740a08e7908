import Foundation
import OrreryKit
import Pipeline

/// A report as tables for a terminal.
enum EvaluationText {
  static func text(of report: EvaluationReport) -> String {
    var parts: [String] = []
    if !report.classifiers.isEmpty { parts.append(classes(report.classifiers)) }
    for model in report.classifiers {
      if let robustness = model.robustness { parts.append(line(model.name, robustness)) }
    }
    for comparison in report.comparisons { parts.append(line(comparison)) }
    if !report.numbers.isEmpty { parts.append(numbers(report.numbers)) }
    if !report.fields.isEmpty { parts.append(fields(report.fields)) }
    for samples in report.samples { parts.append(line(samples)) }
    for density in report.densities {
      parts.append(
        "\(density.name): mean log-likelihood " + figure(density.mean) + " ± "
          + figure(density.error) + " nats of \(density.objects) objects")
    }
    if !report.metrics.isEmpty { parts.append(metrics(report.metrics)) }
    for curve in report.learning { parts.append(text(of: curve)) }
    return parts.joined(separator: "\n")
  }

  private static func text(of curve: LearningCurve) -> String {
    let rows = LearningCurve.Way.allCases.flatMap { way in
      curve.course(of: way).map { point in
        [
          "\(curve.name) \(way.name)", "\(point.labels)",
          figure(point.mean) + " ± " + figure(point.spread),
        ]
      }
    }
    return table([["model", "labels", "balanced"]] + rows)
  }

  private static func classes(_ models: [ClassEvaluation]) -> String {
    let head = [
      "model", "objects", "accuracy", "balanced", "macro F1", "-ln L", "ECE", "set size",
      "coverage",
      "strange",
    ]
    let rows = models.map { model -> [String] in
      let confusion = model.report.confusion
      return [
        model.name, "\(confusion.total)",
        figure(confusion.accuracy) + " ± " + figure(model.accuracyError),
        figure(confusion.balancedAccuracy) + " ± " + figure(model.balancedAccuracyError),
        figure(confusion.macroF1), figure(model.report.negativeLogLikelihood),
        figure(model.report.calibrationError), figure(model.reportedSets?.meanSize, decimals: 2),
        figure(model.reportedSets?.coverage), figure(model.strangers),
      ]
    }
    return table([head] + rows)
  }

  private static func numbers(_ models: [NumberEvaluation]) -> String {
    let head = [
      "model", "quantity", "objects", "bias", "NMAD", "rms", "outliers", "CRPS", "in 68 %",
    ]
    let rows = models.map { model -> [String] in
      let report = model.report
      return [
        model.name, model.quantity, "\(report.count)", figure(report.bias, decimals: 5),
        figure(report.normalisedMAD, decimals: 5), figure(report.rootMeanSquare, decimals: 5),
        figure(model.isRedshift ? report.outliers : report.outliersBeyondFiveSigma),
        figure(model.distributions?.rankedProbabilityScore, decimals: 5),
        figure(model.distributions?.coverage(0.68)),
      ]
    }
    return table([head] + rows)
  }

  private static func fields(_ models: [FieldEvaluation]) -> String {
    let head = [
      "model", "fields", "pixel F1", "IoU", "sources", "completeness", "purity", "object F1",
      "Mpixel/s",
    ]
    let rows = models.map { model in
      [
        model.name, "\(model.fields)", figure(model.pixels.f1),
        figure(model.pixels.intersectionOverUnion), "\(model.match.truthCount)",
        figure(model.match.completeness), figure(model.match.purity), figure(model.match.f1),
        figure(model.pixelsPerSecond / 1e6, decimals: 2),
      ]
    }
    return table([head] + rows)
  }

  private static func metrics(_ models: [MetricEvaluation]) -> String {
    let names = Set(models.flatMap(\.values.keys)).sorted()
    let rows = models.map { model in [model.name] + names.map { figure(model.values[$0]) } }
    return table([["model"] + names] + rows)
  }

  private static func line(_ model: SampleEvaluation) -> String {
    let worst = model.quantities.max { $0.test.distance < $1.test.distance }
    return
      "\(model.name): a classifier tells real from made in "
      + figure(model.classifier.accuracy) + " ± " + figure(model.classifier.accuracyError)
      + " of \(model.classifier.heldOut); least alike: \(worst?.name ?? ""), KS "
      + figure(worst?.test.distance)
  }

  private static func line(_ name: String, _ robustness: Robustness) -> String {
    let start = "\(name): "
    guard let step = robustness.step, let relative = robustness.relativeStep else {
      return start
        + ("no step up to \(Robustness.limit) deviations against the slope flips half of "
        + "\(robustness.objects) objects; \(robustness.flipped) do").printable
    }
    return start
      + String(
        format: "a step of %.3g in every prepared value against the slope (%.3g of its deviation) "
          + "flips half of %d objects", step, relative, robustness.objects)
  }

  private static func line(_ comparison: PairedComparison) -> String {
    let verdict =
      comparison.probability > 0.05
      ? "no difference beyond chance"
      : comparison.difference > 0 ? "the first is better" : "the second is better"
    return
      "\(comparison.first) less \(comparison.second): accuracy "
      + String(format: "%+.3f ± %.3f", comparison.difference, comparison.error)
      + " on \(comparison.count) objects, p = "
      + String(format: "%.2g", comparison.probability) + ": \(verdict)".printable
  }

  private static func figure(_ value: Double?, decimals: Int = 3) -> String {
    guard let value, value.isFinite else { return "\u{2013}" }
    return String(format: "%.\(decimals)f", value)
  }

  /// Columns of equal width, numbers to the right.
  private static func table(_ rows: [[String]]) -> String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + space : space + cell
      }.joined(separator: "  ").printable
    }.joined(separator: "\n")
  }
}
