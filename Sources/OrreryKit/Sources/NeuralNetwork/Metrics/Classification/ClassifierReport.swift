internal import Foundation

/// How right and how honest a classifier is on labelled objects.
///
/// Objects whose answer is not finite count as wrong in the confusion matrix and are left out of
/// `negativeLogLikelihood`, `brier` and the calibration; `unusable` says how many.
public struct ClassifierReport: Sendable {
  public let confusion: ConfusionMatrix
  /// Mean of -ln p(true class).
  public let negativeLogLikelihood: Double
  /// Mean of Σ (p - one-hot)² over the classes, 0 to 2 (Brier 1950).
  public let brier: Double
  /// The probability of the predicted class beside how often it is right.
  public let calibration: CalibrationCurve
  /// Calibration error of the probability of each class (Kull et al. 2019, arXiv:1910.12656).
  public let classCalibrationErrors: [Double]
  /// Objects without a finite answer.
  public let unusable: Int

  /// Expected calibration error of the predicted class.
  public var calibrationError: Double { calibration.error }

  /// The bins of the reliability diagram, from the lowest confidence.
  public var bins: [CalibrationCurve.Bin] { calibration.bins }

  /// Mean of `classCalibrationErrors`, the classwise calibration error.
  public var classwiseCalibrationError: Double {
    classCalibrationErrors.reduce(0, +) / Double(classCalibrationErrors.count)
  }

  /// - Parameters:
  ///   - logits: `[N, classes]`, row-major, not normalised.
  ///   - labels: the true class of each row.
  ///   - temperature: divides the logits.
  /// - Precondition: as many rows as labels, labels among the classes.
  public init(
    logits: [Float], classes: Int, labels: [Int], temperature: Double = 1, bins: Int = 15
  ) {
    precondition(
      logits.count == labels.count * classes && temperature > 0 && bins > 0,
      "ClassifierReport: \(logits.count) logits, \(labels.count) labels of \(classes) classes")
    self.init(classes: classes, labels: labels, weights: nil, bins: bins) { n in
      let row = (0..<classes).map { Double(logits[n * classes + $0]) / temperature }
      guard row.allSatisfy(\.isFinite), let top = row.max() else { return nil }
      let logSum = log(row.reduce(0) { $0 + exp($1 - top) }) + top
      return row.map { $0 - logSum }
    }
  }

  /// - Parameters:
  ///   - probabilities: `[N, classes]`, row-major; a row is divided by its sum. In
  ///     `negativeLogLikelihood` they count as at least 2⁻²³, so that a tree that is wrongly
  ///     certain has a finite price.
  ///   - labels: the true class of each row.
  ///   - weights: how much each row counts in everything but the confusion matrix; alike where `nil`.
  /// - Precondition: as many rows as labels, labels among the classes.
  public init(
    probabilities: [Float], classes: Int, labels: [Int], weights: [Double]? = nil, bins: Int = 15
  ) {
    precondition(
      probabilities.count == labels.count * classes && bins > 0
        && (weights?.count ?? labels.count) == labels.count,
      "ClassifierReport: \(probabilities.count) probabilities, \(labels.count) labels of "
        + "\(classes) classes")
    self.init(classes: classes, labels: labels, weights: weights, bins: bins) { n in
      let row = probabilities[(n * classes)..<((n + 1) * classes)].map(Double.init)
      let sum = row.reduce(0, +)
      guard sum.isFinite, sum > 0, row.allSatisfy({ $0 >= 0 }) else { return nil }
      return row.map { log(max($0 / sum, 0x1p-23)) }
    }
  }

  /// - Parameter row: logarithms of an object's probabilities; `nil` where there is no answer.
  private init(
    classes: Int, labels: [Int], weights: [Double]?, bins: Int, row: (Int) -> [Double]?
  ) {
    var confusion = ConfusionMatrix(classes: classes)
    var likelihood = 0.0
    var squares = 0.0
    var confidences: [Double] = []
    var isRight: [Bool] = []
    var byClass = [[Double]](repeating: [], count: classes)
    var answered: [Int] = []
    var counts: [Double] = []
    for (n, label) in labels.enumerated() {
      guard let row = row(n), let top = row.max(), let winner = row.firstIndex(of: top) else {
        confusion.add(true: label, predicted: nil)
        continue
      }
      confusion.add(true: label, predicted: winner)
      let weight = weights?[n] ?? 1
      likelihood -= weight * row[label]
      for k in 0..<classes {
        let probability = exp(row[k])
        let error = probability - (k == label ? 1 : 0)
        squares += weight * error * error
        byClass[k].append(probability)
      }
      answered.append(label)
      counts.append(weight)
      confidences.append(exp(top))
      isRight.append(winner == label)
    }
    self.confusion = confusion
    unusable = labels.count - answered.count
    let total = counts.reduce(0, +)
    negativeLogLikelihood = likelihood / total
    brier = squares / total
    calibration = CalibrationCurve(
      confidences: confidences, isRight: isRight, weights: counts, bins: bins)
    classCalibrationErrors = byClass.enumerated().map { k, probabilities in
      CalibrationCurve(
        confidences: probabilities, isRight: answered.map { $0 == k }, weights: counts, bins: bins
      ).error
    }
  }
}
