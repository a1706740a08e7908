import OrreryKit

extension ScoredRows {
  /// Numbers that were predicted beside the true ones, a column for each; `nil` where there are none.
  init?(numbersOf predictions: [Prediction], _ objects: [SkyObject]) {
    let given = Set(predictions.flatMap { $0.measurements.map(\.name) })
    let pairs = Set(objects.flatMap { $0.truthValues.keys }).sorted().compactMap { name in
      Answers.column(for: name, among: given).map { (name, $0) }
    }
    guard !pairs.isEmpty else { return nil }
    let shape = [objects.count, pairs.count]
    self.init(
      .values,
      predicted: Tensor(
        predictions.flatMap { prediction in pairs.map { Float(prediction.number($0.1) ?? .nan) } },
        shape: shape),
      truth: Tensor(
        objects.flatMap { object in pairs.map { Float(object.truthValues[$0.0] ?? .nan) } },
        shape: shape))
  }

  /// Probabilities of classes beside the true ones, an object to a row.
  init(classes: [String], probabilities: [[Float]], of objects: [SkyObject]) {
    let shape = [objects.count, classes.count]
    self.init(
      .classes, predicted: Tensor(probabilities.flatMap { $0 }, shape: shape),
      truth: Tensor(objects.flatMap { $0.shares(of: classes) }, shape: shape), classes: classes)
  }
}
