import OrreryKit

extension EvaluatedModel {
  /// The principal figures by their names, for a card; what is not finite is left out.
  ///
  /// What is measured of one quantity, class question or day carries its name: `z nmad`,
  /// `sense balanced-accuracy`, `accuracy after 100 days`.
  /// - Parameter level: of the conformal sets.
  public func principalFigures(level: Double = 0.9) -> [String: Double] {
    var result: [String: Double] = [:]
    let report = EvaluationReport([self], level: level)
    for classifier in report.classifiers {
      // A question is called by its name behind that of the model.
      let question = classifier.name.dropFirst(name.count + 2)
      let prefix = question.isEmpty ? "" : question + " "
      let confusion = classifier.report.confusion
      result[prefix + "accuracy"] = confusion.accuracy
      result[prefix + "balanced-accuracy"] = confusion.balancedAccuracy
      result[prefix + "macro-f1"] = confusion.macroF1
      result[prefix + "ece"] = classifier.report.calibrationError
      result[prefix + "nll"] = classifier.report.negativeLogLikelihood
      if let sets = classifier.reportedSets {
        result[prefix + "coverage"] = sets.coverage
        result[prefix + "set-size"] = sets.meanSize
      }
    }
    for number in report.numbers {
      let report = number.report
      result["\(number.quantity) bias"] = report.bias
      result["\(number.quantity) rms"] = report.rootMeanSquare
      result["\(number.quantity) nmad"] = report.normalisedMAD
      if number.isRedshift { result["\(number.quantity) outliers"] = report.outliers }
      result["\(number.quantity) coverage-68"] = number.distributions?.coverage(0.68)
    }
    for course in report.courses {
      for (day, accuracy) in zip(course.days, course.accuracies) where day >= 10 {
        result["accuracy after \(Int(day.rounded())) days"] = accuracy
      }
    }
    for field in report.fields {
      result["pixel-f1"] = field.pixels.f1
      result["object-f1"] = field.match.f1
      result["completeness"] = field.match.completeness
      result["purity"] = field.match.purity
    }
    for sample in report.samples {
      result["two-sample-accuracy"] = sample.classifier.accuracy
      for quantity in sample.quantities { result["ks \(quantity.name)"] = quantity.test.distance }
    }
    for density in report.densities {
      result["mean-log-likelihood"] = density.mean
    }
    result.merge(metrics) { standing, _ in standing }
    return result.filter { $0.value.isFinite }
  }
}
