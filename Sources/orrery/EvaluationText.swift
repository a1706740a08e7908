import Foundation
import OrreryKit
import Pipeline

/// A report as tables for a terminal.
enum EvaluationText {
  static func text(of report: EvaluationReport) -> String {
    var parts: [String] = []
    if !report.classifiers.isEmpty { parts.append(classes(report.classifiers)) }
    for comparison in report.comparisons { parts.append(line(comparison)) }
    if !report.numbers.isEmpty { parts.append(numbers(report.numbers)) }
    return parts.joined(separator: "\n")
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
