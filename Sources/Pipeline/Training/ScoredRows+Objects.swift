import OrreryKit

extension ScoredRows {
  /// Probabilities of classes beside the true ones, an object to a row.
  init(classes: [String], probabilities: [[Float]], of objects: [SkyObject]) {
    let shape = [objects.count, classes.count]
    self.init(
      .classes, predicted: Tensor(probabilities.flatMap { $0 }, shape: shape),
      truth: Tensor(objects.flatMap { $0.shares(of: classes) }, shape: shape), classes: classes)
  }
}
