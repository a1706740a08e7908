import OrreryKit

extension ClassEvaluation {
  /// All figures; `null` where there is none.
  public var json: JSONValue {
    let confusion = report.confusion
    var byClass: [String: JSONValue] = [:]
    for (k, name) in classes.enumerated() {
      byClass[name] = .object([
        "objects": .integer(Int64(confusion.count(of: k))),
        "recall": .figure(confusion.recall(k)), "precision": .figure(confusion.precision(k)),
        "f1": .figure(confusion.f1(k)), "roc-area": .figure(rocs[k].area),
        "average-precision": .figure(precisions[k].averagePrecision),
        "calibration-error": .figure(report.classCalibrationErrors[k]),
        "coverage": .figure(reportedSets?.classCoverages[k] ?? .nan),
      ])
    }
    let matrix = classes.indices.map { row in
      JSONValue.array(
        classes.indices.map { .integer(Int64(confusion[true: row, predicted: $0])) })
    }
    var result: [String: JSONValue] = [
      "model": .string(name), "objects": .integer(Int64(confusion.total)),
      "unusable": .integer(Int64(report.unusable)),
      "accuracy": .figure(confusion.accuracy), "accuracy-error": .figure(accuracyError),
      "balanced-accuracy": .figure(confusion.balancedAccuracy),
      "balanced-accuracy-error": .figure(balancedAccuracyError),
      "macro-f1": .figure(confusion.macroF1), "nll": .figure(report.negativeLogLikelihood),
      "brier": .figure(report.brier), "ece": .figure(report.calibrationError),
      "classwise-ece": .figure(report.classwiseCalibrationError),
      "classes": .object(byClass),
      "confusion": .object([
        "classes": .array(classes.map(JSONValue.string)), "counts": .array(matrix),
        "unanswered": .array(confusion.unanswered.map { .integer(Int64($0)) }),
      ]),
      "reliability": .array(
        report.bins.map { bin in
          .object([
            "count": .integer(Int64(bin.count)), "confidence": .figure(bin.confidence),
            "accuracy": .figure(bin.accuracy),
          ])
        }),
      "conformal": .array(
        sets.map { set in
          .object([
            "level": .figure(set.level), "coverage": .figure(set.coverage),
            "coverage-error": .figure(set.coverageError), "mean-size": .figure(set.meanSize),
          ])
        }),
      "flags": .object(flags.mapValues { .integer(Int64($0)) }),
    ]
    if let strangers, let strangerLevel {
      result["out-of-distribution"] = .object([
        "level": .figure(strangerLevel), "share": .figure(strangers),
      ])
    }
    if let robustness {
      result["robustness"] = .object(robustness.metrics.mapValues(JSONValue.figure))
    }
    if let seconds { result["seconds-per-object"] = .figure(seconds) }
    return .object(result)
  }
}

extension JSONValue {
  /// A number; `null` where it is not finite, for which JSON has no word.
  static func figure(_ value: Double) -> JSONValue { value.isFinite ? .number(value) : .null }
}
