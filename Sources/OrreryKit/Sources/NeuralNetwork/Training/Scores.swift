internal import TensorCore

/// Loss and accuracy over some objects, and the sums that they are made of.
public struct Scores: Sendable, Codable, Equatable {
  private var lossSum = 0.0
  /// Objects seen.
  public private(set) var count = 0
  /// Of a classifier.
  public private(set) var confusion: ConfusionMatrix?
  private var metricSums: [String: Double]?
  /// Of all objects at once.
  private var figures: [String: Double]?

  init() {}

  /// Mean loss; NaN where there are no objects.
  public var loss: Double { lossSum / Double(count) }
  /// Means of the model's other figures, and what was measured of all objects at once.
  public var metrics: [String: Double] {
    (metricSums ?? [:]).mapValues { $0 / Double(count) }
      .merging(figures ?? [:]) { _, measured in measured }
  }
  /// Fraction that is right, of a classifier.
  public var accuracy: Double? { confusion?.accuracy }
  /// Mean recall of the classes, of a classifier.
  public var balancedAccuracy: Double? { confusion?.balancedAccuracy }

  /// Adds figures of all objects at once; one that is not finite is left out.
  mutating func add(figures: [String: Double]) {
    self.figures = (self.figures ?? [:]).merging(figures.filter { $0.value.isFinite }) { $1 }
  }

  mutating func add(_ outcome: StepOutcome) {
    lossSum += Double(outcome.loss.item) * Double(outcome.count)
    count += outcome.count
    for (name, value) in outcome.metrics {
      metricSums = metricSums ?? [:]
      metricSums?[name, default: 0] += value * Double(outcome.count)
    }
    guard let logits = outcome.logits, logits.rank >= 2 else { return }
    let classes = logits.shape[1]
    let places = logits.shape.dropFirst(2).reduce(1, *)
    precondition(
      outcome.labels.count * classes == logits.count,
      "Scores: logits \(logits.shape) and \(outcome.labels.count) labels")
    var matrix = confusion ?? ConfusionMatrix(classes: classes)
    logits.withUnsafeBufferPointer { z in
      for (position, label) in outcome.labels.enumerated() {
        let start = position / places * classes * places + position % places
        var best: Int? = 0
        for k in 0..<classes {
          let value = z[start + k * places]
          guard value.isFinite, let top = best else {
            best = nil
            break
          }
          if value > z[start + top * places] { best = k }
        }
        matrix.add(true: label, predicted: best)
      }
    }
    confusion = matrix
  }
}
