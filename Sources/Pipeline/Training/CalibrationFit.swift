import Foundation
import OrreryKit

/// Makes a model's answers honest by objects that its training did not see.
struct CalibrationFit {
  /// Of the conformal sets.
  static let coverage = 0.9
  /// Share of objects like the training that are not flagged as unlike it.
  static let likeness = 0.99

  /// - Parameters:
  ///   - training: what the features' distance is measured from; predictions and true classes.
  ///   - validation: what temperature, offsets, sets and thresholds are fitted to.
  ///   - prior: the class shares that probabilities are meant for.
  static func fit(
    training: (predictions: [Prediction], labels: [Int]),
    validation: (predictions: [Prediction], labels: [Int]), classes: Int,
    prior: ClassPrior = .observed
  ) -> Calibration {
    var calibration = Calibration()
    guard classes > 0, !validation.labels.isEmpty else { return calibration }
    // Logarithms of probabilities are logits as good as any.
    let logits = validation.predictions.flatMap { $0.probabilities.map { max(log($0), -100) } }
    let scaling = BiasCorrectedScaling.fit(
      logits: logits, classes: classes, labels: validation.labels,
      weights: prior.weights(of: validation.labels, classes: classes))
    // Always right on these objects: they tell nothing about its doubts.
    if scaling.temperature > TemperatureScaling.range.lowerBound {
      calibration.temperature = scaling.temperature
      calibration.offsets = scaling.offsets
    }
    calibration.prior = prior.shares(of: validation.labels, classes: classes)
    return completed(calibration, training: training, validation: validation, classes: classes)
  }

  /// The same with conformal sets and feature distances where it has none; what it has stays.
  static func completed(
    _ calibration: Calibration, training: (predictions: [Prediction], labels: [Int]),
    validation: (predictions: [Prediction], labels: [Int]), classes: Int
  ) -> Calibration {
    guard classes > 0, !validation.labels.isEmpty else { return calibration }
    var result = calibration
    if result.conformal == nil {
      result.conformal = ConformalClassifier(
        probabilities: validation.predictions.flatMap { calibration.calibrated($0.probabilities) },
        classes: classes, labels: validation.labels, level: coverage)
    }
    if result.distance == nil {
      result.distance = distance(training, validation.predictions)
    }
    return result
  }

  /// Of a training part as many objects as means and covariance of the features need, evenly.
  static func some(of objects: [SkyObject]) -> [SkyObject] {
    let step = (objects.count + 4095) / 4096
    return stride(from: 0, to: objects.count, by: max(1, step)).map { objects[$0] }
  }

  /// - Returns: `nil` where the model tells no features, or too few objects have any.
  private static func distance(
    _ training: (predictions: [Prediction], labels: [Int]), _ validation: [Prediction]
  ) -> FeatureDistance? {
    let rows = training.predictions.indices.filter {
      let features = training.predictions[$0].features
      return !features.isEmpty && features.allSatisfy(\.isFinite)
    }
    let others = validation.map(\.features).filter { !$0.isEmpty && $0.allSatisfy(\.isFinite) }
    guard rows.count > 1, !others.isEmpty else { return nil }
    var distance = FeatureDistance(
      features: rows.flatMap { training.predictions[$0].features },
      labels: rows.map { training.labels[$0] })
    distance.calibrate(on: others.flatMap { $0 }, level: likeness)
    return distance
  }
}
