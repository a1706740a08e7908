internal import Foundation

extension ImageClassifier {
  /// Probabilities of the classes: softmax of the logits divided by the card's temperature.
  ///
  /// An object without a usable pixel, or whose logits are not finite, gets NaN and a flag.
  /// - Throws: `DataError.invalidValue` for an object of the wrong shape, or logits of one.
  public func predict(_ objects: [SkyObject], card: ModelCard) throws -> [Prediction] {
    let batch = try ImageBatch(objects, specification: specification)
    let classes = specification.classes.count
    var predictions = batch.flags.map {
      Prediction(probabilities: [Float](repeating: .nan, count: classes), flags: $0)
    }
    guard !batch.rows.isEmpty else { return predictions }
    var pass = Pass.inference
    let logits = withoutGradient { self.logits(batch.images, &pass) }
    guard logits.shape == [batch.rows.count, classes] else {
      throw DataError(
        .invalidValue,
        "\(Self.info.name): logits of shape \(logits.shape), not [\(batch.rows.count), \(classes)]")
    }
    let values = logits.scalars
    for (place, row) in batch.rows.enumerated() {
      let own = values[place * classes..<(place + 1) * classes]
      if own.allSatisfy(\.isFinite) {
        predictions[row].probabilities = softmax(own, temperature: card.temperature)
      } else {
        predictions[row].flags.append(.nonFinitePrediction)
      }
    }
    return predictions
  }

  private func softmax(_ logits: ArraySlice<Float>, temperature: Double) -> [Float] {
    let highest = Double(logits.max() ?? 0)
    let weights = logits.map { exp((Double($0) - highest) / temperature) }
    let sum = weights.reduce(0, +)
    return weights.map { Float($0 / sum) }
  }
}
