import OrreryKit

extension ModelTraining {
  /// The calibration by the validation part, and the report of the test part under it.
  func measure(
    _ model: any Architecture, _ set: TrainingSet
  ) throws -> (Calibration, ClassifierReport?) {
    let classes = recipe.classes.count
    let task = Swift.type(of: model).info.task
    guard classes > 0, task == .classification else { return (Calibration(), nil) }
    let calibration = CalibrationFit.fit(
      training: try answers(model, CalibrationFit.some(of: set[.train])),
      validation: try answers(model, set[.validation]),
      classes: classes, prior: recipe.prior)
    guard !set[.test].isEmpty else { return (calibration, nil) }
    let (predictions, labels) = try answers(model, set[.test])
    let report = ClassifierReport(
      probabilities: predictions.flatMap { calibration.calibrated($0.probabilities) },
      classes: classes, labels: labels,
      weights: recipe.prior.weights(of: labels, classes: classes))
    return (calibration, report)
  }

  /// The loss and the figures of a model with a loss of its own, means over some objects; empty of
  /// other models, and where there are no objects.
  func figures(
    of model: any Architecture, _ objects: [SkyObject]
  ) throws -> [String: Double] {
    func means(_ model: some Trainable) throws -> [String: Double] {
      var sums: [String: Double] = [:]
      var count = 0
      for start in stride(from: 0, to: objects.count, by: recipe.batch) {
        let batch = try model.batch(
          Array(objects[start..<min(start + recipe.batch, objects.count)]))
        var pass = Pass.inference
        let outcome = try withoutGradient { try self.outcome(of: model, batch, &pass) }
        sums["loss", default: 0] += Double(outcome.loss.item) * Double(outcome.count)
        for (name, value) in outcome.metrics {
          sums[name, default: 0] += value * Double(outcome.count)
        }
        count += outcome.count
      }
      return count > 0 ? sums.mapValues { $0 / Double(count) }.filter { $0.value.isFinite } : [:]
    }
    guard let trainable = model as? any Trainable else { return [:] }
    let own = try means(trainable)
    guard type(of: model).info.task == .segmentation else { return own }
    var figures = SegmentationFigures()
    for object in objects {
      var pass = Pass.inference
      guard let prediction = try model.predict([object], &pass).first else { continue }
      figures.add(prediction, truth: object)
    }
    return own.merging(figures.metrics) { _, pooled in pooled }
  }

  /// What the model says, not calibrated, and the true classes.
  private func answers(
    _ model: any Architecture, _ objects: [SkyObject]
  ) throws -> (predictions: [Prediction], labels: [Int]) {
    (
      try model.answers(to: objects, batch: recipe.batch),
      objects.map { $0.label(among: recipe.classes) ?? 0 }
    )
  }

  /// The figures of the recipe's questions about the test part.
  func questionFigures(
    of model: any Architecture, _ calibration: Calibration, _ objects: [SkyObject]
  ) throws -> [String: Double] {
    guard !recipe.questions.isEmpty, !objects.isEmpty else { return [:] }
    let (predictions, labels) = try answers(model, objects)
    let probabilities = predictions.flatMap { calibration.calibrated($0.probabilities) }
    let classes = recipe.classes.count
    let prior = recipe.prior == .observed ? nil : recipe.prior.shares(of: labels, classes: classes)
    return recipe.questions.reduce(into: [:]) { result, question in
      let report = question.report(
        probabilities, labels: labels, prior: prior, classes: classes)
      result.merge(report.map(question.metrics) ?? [:]) { $1 }
    }
  }

  func metrics(_ report: ClassifierReport, classes: [String]) -> [String: Double] {
    var result = [
      "accuracy": report.confusion.accuracy,
      "balanced-accuracy": report.confusion.balancedAccuracy,
      "macro-f1": report.confusion.macroF1,
      "nll": report.negativeLogLikelihood, "brier": report.brier, "ece": report.calibrationError,
    ]
    for (index, name) in classes.enumerated() where report.confusion.count(of: index) > 0 {
      result["recall \(name)"] = report.confusion.recall(index)
    }
    return result.filter { $0.value.isFinite }
  }

  /// The loss of a batch: that of the recipe where the model lets it choose.
  func outcome<Model: Trainable>(
    of model: Model, _ batch: Model.Batch, _ pass: inout Pass
  ) throws -> StepOutcome {
    func compared<S: Supervised>(_ model: S, _ loss: any Loss) throws -> StepOutcome? {
      guard let batch = batch as? S.Batch else { return nil }
      return try model.loss(of: batch, by: loss.callAsFunction, &pass)
    }
    if let supervised = model as? any Supervised, let loss = recipe.loss?.loss,
      let outcome = try compared(supervised, loss)
    {
      return outcome
    }
    return try model.loss(of: batch, &pass)
  }
}
