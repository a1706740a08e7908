import OrreryKit

/// The metrics that a recipe names, counted of a model on some objects.
struct RecipeMetrics {
  private let metrics: [any Metric]
  private let classes: [String]
  private let batch: Int

  init(_ recipe: TrainingRecipe) {
    metrics = recipe.metrics
    classes = recipe.classes
    batch = recipe.batch
  }

  var isEmpty: Bool { metrics.isEmpty }

  /// What they say by name; what is not defined is left out.
  /// - Parameter calibration: of the probabilities; none while the model is being trained.
  func values(
    of model: any Architecture, _ objects: [SkyObject], calibration: Calibration = Calibration()
  ) throws -> [String: Double] {
    guard !metrics.isEmpty, !objects.isEmpty,
      let rows = try rows(of: model, objects, calibration)
    else { return [:] }
    let values = metrics.map { (type(of: $0).info.name, $0.value(of: rows)) }
    return Dictionary(values) { first, _ in first }.filter { $0.value.isFinite }
  }

  /// - Returns: `nil` where the model gives nothing that has a truth beside it.
  private func rows(
    of model: any Architecture, _ objects: [SkyObject], _ calibration: Calibration
  ) throws -> ScoredRows? {
    switch type(of: model).info.task {
    case .classification:
      return ScoredRows(
        classes: classes,
        probabilities: try model.answers(to: objects, batch: batch).map {
          calibration.calibrated($0.probabilities)
        }, of: objects)
    case .regression where !(model is any Supervised):
      return ScoredRows(numbersOf: try model.answers(to: objects, batch: batch), objects)
    default:
      guard let supervised = model as? any Supervised else { return nil }
      return try compared(supervised, objects)
    }
  }

  private func compared(_ model: some Supervised, _ objects: [SkyObject]) throws -> ScoredRows {
    var rows = ScoredRowsGathering(
      type(of: model).compares, classes: classes, objects: objects.count)
    for start in stride(from: 0, to: objects.count, by: batch) {
      let some = try model.batch(Array(objects[start..<min(start + batch, objects.count)]))
      var pass = Pass.inference
      rows.add(try withoutGradient { try model.compare(some, &pass) })
    }
    return rows.rows
  }
}
