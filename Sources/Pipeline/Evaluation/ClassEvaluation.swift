import OrreryKit

/// Everything measured of a classifier on objects it never saw.
public struct ClassEvaluation: Sendable {
  public let name: String
  public let classes: [String]
  public let report: ClassifierReport
  /// One class against the rest, in the order of `classes`.
  public let rocs: [ROCCurve]
  public let precisions: [PrecisionRecallCurve]
  /// Sets of classes at each level, ascending; empty without a validation part.
  public let sets: [ConformalReport]
  /// The level that is reported in figures.
  public let level: Double
  /// Share of the test part that is unlike the training; `nil` where the model tells no features.
  public let strangers: Double?
  public let strangerLevel: Double?
  public let flags: [String: Int]
  public let seconds: Double?
  public let robustness: Robustness?

  static let levels = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]

  /// - Parameter level: of the conformal sets, between 0 and 1.
  /// - Returns: `nil` where the model has no classes or the objects have none.
  public init?(_ model: EvaluatedModel, level: Double = 0.9) {
    let classes = model.classes.count
    let test = model.test
    guard classes > 1, !test.labels.isEmpty else { return nil }
    name = model.name
    self.classes = model.classes
    self.level = level
    // Ten objects in a bin of the reliability diagram at least.
    report = ClassifierReport(
      probabilities: test.probabilities, classes: classes, labels: test.labels,
      weights: model.prior.map { ClassPrior.weights(of: test.labels, shares: $0) },
      bins: max(1, min(15, test.labels.count / 10)))
    rocs = (0..<classes).map {
      ROCCurve(
        probabilities: test.probabilities, classes: classes, labels: test.labels, positive: $0)
    }
    precisions = (0..<classes).map {
      PrecisionRecallCurve(
        probabilities: test.probabilities, classes: classes, labels: test.labels, positive: $0)
    }
    let validation = model.validation
    sets =
      validation.labels.isEmpty
      ? []
      : Set(Self.levels + [level]).sorted().map { level in
        ConformalReport(
          ConformalClassifier(
            probabilities: validation.probabilities, classes: classes, labels: validation.labels,
            level: level), probabilities: test.probabilities, labels: test.labels)
      }
    var distance = Self.distance(model)
    let known = validation.features.filter { !$0.isEmpty }
    if var fitted = distance, !known.isEmpty {
      fitted.calibrate(on: known.flatMap { $0 }, level: 0.99)
      distance = fitted
    }
    strangers = distance.map { distance in
      // An object without features has no answer, and counts as strange.
      Double(test.features.count { $0.isEmpty || distance.isOutside($0) }) / Double(test.count)
    }
    strangerLevel = distance?.level
    flags = test.flags
    seconds = model.seconds
    robustness = model.robustness
  }

  private static func distance(_ model: EvaluatedModel) -> FeatureDistance? {
    let training = model.training
    let rows = training.features.indices.filter {
      !training.features[$0].isEmpty && training.features[$0].allSatisfy(\.isFinite)
    }
    guard rows.count > 1, !training.labels.isEmpty else { return nil }
    return FeatureDistance(
      features: rows.flatMap { training.features[$0] }, labels: rows.map { training.labels[$0] })
  }

  /// Sets at the level that is reported.
  public var reportedSets: ConformalReport? { sets.first { $0.level == level } }

  /// One standard deviation of the accuracy.
  public var accuracyError: Double {
    let share = report.confusion.accuracy
    return (share * (1 - share) / Double(report.confusion.total)).squareRoot()
  }

  /// One standard deviation of the balanced accuracy: of each recall by its own number of objects.
  public var balancedAccuracyError: Double {
    let present = classes.indices.filter { report.confusion.count(of: $0) > 0 }
    let variance = present.reduce(0.0) { sum, k in
      let share = report.confusion.recall(k)
      return sum + share * (1 - share) / Double(report.confusion.count(of: k))
    }
    return variance.squareRoot() / Double(present.count)
  }
}
