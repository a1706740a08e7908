import Foundation
import OrreryKit

/// The files of a report: `evaluation.json`, a PNG for each model and one of all classifiers.
public struct EvaluationFolder {
  private let folder: OutputFolder

  /// Makes the folder.
  /// - Throws: `DataError.unwritable`.
  public init(_ path: String) throws { folder = try OutputFolder(path) }

  /// - Throws: `DataError.unwritable`.
  public func write(_ report: EvaluationReport) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(
      [UInt8](encoder.encode(report.json)) + [10], to: folder.file("evaluation.json"))
    var taken = Set<String>()
    for model in report.classifiers {
      try EvaluationFigure.picture(of: model).write(to: file(model.name, &taken))
    }
    for model in report.numbers {
      try EvaluationFigure.picture(of: model)
        .write(to: file("\(model.name) \(model.quantity)", &taken))
    }
    for model in report.courses {
      try EvaluationFigure.picture(of: model).write(to: file("\(model.name) over time", &taken))
    }
    for model in report.fields {
      try EvaluationFigure.picture(of: model).write(to: file("\(model.name) sources", &taken))
    }
    for model in report.samples {
      try EvaluationFigure.picture(of: model).write(to: file("\(model.name) samples", &taken))
    }
    for curve in report.learning {
      try EvaluationFigure.picture(of: curve)
        .write(to: file("\(curve.name) learning-curve", &taken))
    }
    if report.classifiers.count > 1 {
      try EvaluationFigure.comparison(of: report.classifiers, title: "Beside one another")
        .write(to: folder.file("comparison.png"))
    }
  }

  /// A path that no other figure has.
  private func file(_ name: String, _ taken: inout Set<String>) -> String {
    let stem = SafeName.make(for: name.split(separator: " ").joined(separator: "-"))
    var number = 1
    var result = stem
    while !taken.insert(result).inserted {
      number += 1
      result = "\(stem)-\(number)"
    }
    return folder.file(result + ".png")
  }
}
