import OrreryKit

extension ModelTraining {
  /// What the recipe's metrics say of a model on some objects; what is not defined is left out.
  func metrics(
    of model: any Architecture, _ calibration: Calibration, _ objects: [SkyObject]
  ) throws -> [String: Double] {
    guard !recipe.metrics.isEmpty, !objects.isEmpty else { return [:] }
    let rows: ScoredRows
    if type(of: model).info.task == .classification {
      let predictions = try model.answers(to: objects, batch: recipe.batch)
      rows = ScoredRows(
        classes: recipe.classes,
        probabilities: predictions.map { calibration.calibrated($0.probabilities) }, of: objects)
    } else if let supervised = model as? any Supervised {
      rows = try scored(supervised, objects)
    } else {
      return [:]
    }
    let values = recipe.metrics.map { (type(of: $0).info.name, $0.value(of: rows)) }
    return Dictionary(values) { first, _ in first }.filter { $0.value.isFinite }
  }

  /// The loss of a batch: that of the recipe where the model lets it choose.
  func outcome<Model: Trainable>(
    of model: Model, _ batch: Model.Batch, _ pass: inout Pass
  ) throws -> StepOutcome {
    func compared<S: Supervised>(_ model: S, _ loss: any Loss) throws -> StepOutcome? {
      guard let batch = batch as? S.Batch else { return nil }
      let comparison = try model.compare(batch, &pass)
      return StepOutcome(comparison, loss: loss(comparison))
    }
    if let supervised = model as? any Supervised, let loss = recipe.loss?.loss,
      let outcome = try compared(supervised, loss)
    {
      return outcome
    }
    return try model.loss(of: batch, &pass)
  }

  private func scored(_ model: some Supervised, _ objects: [SkyObject]) throws -> ScoredRows {
    var rows = ScoredRowsGathering(
      type(of: model).compares, classes: recipe.classes, objects: objects.count)
    for start in stride(from: 0, to: objects.count, by: recipe.batch) {
      let batch = try model.batch(
        Array(objects[start..<min(start + recipe.batch, objects.count)]))
      var pass = Pass.inference
      rows.add(try withoutGradient { try model.compare(batch, &pass) })
    }
    return rows.rows
  }
}
