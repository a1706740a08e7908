import OrreryKit

/// A small training on simulated data with a score on objects that it never saw: whether a faster
/// arithmetic learns as well.
public enum Lesson: String, CaseIterable, Sendable {
  /// Four kinds of galaxies by a CNN: accuracy.
  case cnn
  /// Sources above a noisy sky by a U-Net: Dice coefficient of the pixels.
  case unet
  /// Five kinds of light curves by an LSTM: accuracy.
  case lstm
  /// The density of folded light curves by RealNVP: mean log-likelihood in nats.
  case flow

  /// Trains from this seed and measures, in Float32, on held-out objects.
  public func score(_ precision: Precision, seed: UInt64) throws -> Double {
    let course = Course(precision: precision, seed: seed)
    switch self {
    case .cnn:
      var random = course.weights
      let network = PooledClassifier.plain(channels: 1, width: 16, &random)
      return try course.run(
        network, Simulated.galaxies, training: 1500, held: 1500, epochs: 6
      ) { batch, pass in
        network(batch.inputs, &pass)
      } loss: { logits, batch in
        CrossEntropy()(logits, labels: batch.labels)
      } score: {
        Self.accuracy($0, $1)
      }
    case .unet:
      var random = course.weights
      let network = UNet(width: 8, &random)
      return try course.run(
        network, Simulated.fields, training: 300, held: 150, epochs: 5
      ) { batch, pass in
        network(batch.inputs, &pass)
      } loss: { logits, batch in
        BinaryCrossEntropy()(logits, batch.targets)
      } score: { logits, batch in
        let found = logits.scalars.map { $0 > 0 }
        let truth = batch.targets.scalars.map { $0 > 0.5 }
        let both = zip(found, truth).count { $0 && $1 }
        return 2 * Double(both) / Double(max(1, found.count { $0 } + truth.count { $0 }))
      }
    case .lstm:
      var random = course.weights
      let network = SequenceClassifier(hidden: 64, &random)
      return try course.run(
        network, Simulated.lightCurves, training: 2000, held: 2000, epochs: 8
      ) { batch, pass in
        network(batch.inputs, lengths: nil, &pass)
      } loss: { logits, batch in
        CrossEntropy()(logits, labels: batch.labels)
      } score: {
        Self.accuracy($0, $1)
      }
    case .flow:
      var random = course.weights
      let network = CouplingFlow(hidden: 128, &random)
      return try course.run(
        network, Simulated.profiles, training: 4000, held: 4000, epochs: 10
      ) { batch, pass in
        network(batch.inputs, &pass)
      } loss: { loss, _ in
        loss
      } score: { loss, _ in
        -Double(loss.item)
      }
    }
  }

  private static func accuracy(_ logits: Tensor, _ batch: Simulated.Batch) -> Double {
    let (values, classes) = (logits.scalars, logits.shape[1])
    let right = batch.labels.enumerated().count { index, label in
      let row = values[index * classes..<(index + 1) * classes]
      return row.firstIndex(of: row.max() ?? 0) == row.startIndex + label
    }
    return Double(right) / Double(batch.labels.count)
  }
}
