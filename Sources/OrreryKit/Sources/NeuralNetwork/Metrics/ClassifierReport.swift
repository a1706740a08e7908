internal import Foundation

/// How right and how honest a classifier is on labelled objects.
///
/// Objects whose logits are not finite count as wrong in the confusion matrix and are left out of
/// `negativeLogLikelihood`, `brier` and `calibrationError`; `unusable` says how many.
public struct ClassifierReport: Sendable {
  /// One bin of the reliability diagram.
  public struct Bin: Sendable, Equatable {
    public var count: Int
    /// Mean probability of the predicted class.
    public var confidence: Double
    /// Fraction of them that are right.
    public var accuracy: Double
  }

  public let confusion: ConfusionMatrix
  /// Mean of -ln p(true class).
  public let negativeLogLikelihood: Double
  /// Mean of Σ (p - one-hot)² over the classes, 0 to 2 (Brier 1950).
  public let brier: Double
  /// Expected calibration error: Σ n/N |accuracy - confidence| over bins of equal mass
  /// (Naeini et al. 2015; equal mass: Nguyen & O'Connor 2015, arXiv:1508.05154).
  public let calibrationError: Double
  /// The bins, from the lowest confidence.
  public let bins: [Bin]
  /// Objects whose logits are not finite.
  public let unusable: Int

  /// - Parameters:
  ///   - logits: `[N, classes]`, row-major, not normalised.
  ///   - labels: the true class of each row.
  ///   - temperature: divides the logits.
  /// - Precondition: as many rows as labels, labels among the classes.
  public init(
    logits: [Float], classes: Int, labels: [Int], temperature: Double = 1, bins binCount: Int = 15
  ) {
    precondition(
      logits.count == labels.count * classes && temperature > 0 && binCount > 0,
      "ClassifierReport: \(logits.count) logits, \(labels.count) labels of \(classes) classes")
    var confusion = ConfusionMatrix(classes: classes)
    var likelihood = 0.0
    var squares = 0.0
    var answers: [(confidence: Double, isRight: Bool)] = []
    var row = [Double](repeating: 0, count: classes)
    for (n, label) in labels.enumerated() {
      for k in 0..<classes { row[k] = Double(logits[n * classes + k]) / temperature }
      guard row.allSatisfy(\.isFinite), let top = row.max(), let winner = row.firstIndex(of: top)
      else {
        confusion.add(true: label, predicted: nil)
        continue
      }
      confusion.add(true: label, predicted: winner)
      let logSum = log(row.reduce(0) { $0 + exp($1 - top) }) + top
      likelihood += logSum - row[label]
      for k in 0..<classes {
        let error = exp(row[k] - logSum) - (k == label ? 1 : 0)
        squares += error * error
      }
      answers.append((exp(top - logSum), winner == label))
    }
    let count = answers.count
    let order = answers.indices.sorted {
      (answers[$0].confidence, $0) < (answers[$1].confidence, $1)
    }
    var bins: [Bin] = []
    for b in 0..<min(binCount, count) {
      let members = order[
        (b * count / min(binCount, count))..<((b + 1) * count / min(binCount, count))]
      let n = Double(members.count)
      bins.append(
        Bin(
          count: members.count,
          confidence: members.reduce(0) { $0 + answers[$1].confidence } / n,
          accuracy: Double(members.count { answers[$0].isRight }) / n))
    }
    self.confusion = confusion
    self.bins = bins
    unusable = labels.count - count
    negativeLogLikelihood = likelihood / Double(count)
    brier = squares / Double(count)
    calibrationError =
      count == 0
      ? .nan
      : bins.reduce(0) {
        $0 + Double($1.count) / Double(count) * abs($1.accuracy - $1.confidence)
      }
  }
}
