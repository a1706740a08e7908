internal import Foundation

extension Classifier {
  /// `classified`; a classifier that has more to say of an object calls that and adds to it.
  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    try classified(objects, &pass)
  }

  /// Softmax of the logits, with the features beside it.
  ///
  /// An object without usable data, or whose logits are not finite, gets NaN and a flag.
  /// - Throws: `DataError.invalidValue` for an object of the wrong shape, or logits of one.
  public func classified(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let batch = try inputs(objects)
    let classes = specification.classes.count
    var predictions = batch.flags.map {
      Prediction(probabilities: [Float](repeating: .nan, count: classes), flags: $0)
    }
    guard !batch.rows.isEmpty else { return predictions }
    let (features, logits) = withoutGradient {
      let features = self.features(batch, &pass)
      return (features, self.logits(features, &pass))
    }
    let count = batch.rows.count
    guard logits.shape == [count, classes], features.rank == 2, features.shape[0] == count else {
      throw DataError(
        .invalidValue,
        "\(Self.info.name): features of shape \(features.shape) and logits of shape "
          + "\(logits.shape), not [\(count), …] and [\(count), \(classes)]")
    }
    let (values, details) = (logits.scalars, features.scalars)
    let width = features.shape[1]
    for (place, row) in batch.rows.enumerated() {
      let own = values[place * classes..<(place + 1) * classes]
      if own.allSatisfy(\.isFinite) {
        predictions[row].probabilities = softmax(own)
        predictions[row].features = Array(details[place * width..<(place + 1) * width])
      } else {
        predictions[row].flags.append(.nonFinitePrediction)
      }
    }
    return predictions
  }

  private func softmax(_ logits: ArraySlice<Float>) -> [Float] {
    let highest = Double(logits.max() ?? 0)
    let weights = logits.map { exp(Double($0) - highest) }
    let sum = weights.reduce(0, +)
    return weights.map { Float($0 / sum) }
  }
}
