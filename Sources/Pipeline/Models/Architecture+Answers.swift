import OrreryKit

extension Architecture {
  /// What the model says of any number of objects, a batch at a time; probabilities are not
  /// calibrated.
  func answers(to objects: [SkyObject], batch: Int) throws -> [Prediction] {
    var predictions: [Prediction] = []
    for start in stride(from: 0, to: objects.count, by: batch) {
      var pass = Pass.inference
      predictions += try predict(
        Array(objects[start..<min(start + batch, objects.count)]), &pass)
    }
    return predictions
  }
}
