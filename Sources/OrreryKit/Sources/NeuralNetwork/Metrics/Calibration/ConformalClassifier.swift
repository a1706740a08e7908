/// Sets of classes that hold the true one with a stated probability, whatever the model: split
/// conformal prediction with the regularised adaptive score (RAPS; Angelopoulos et al. 2021,
/// arXiv:2009.14193; with penalty 0 it is APS of Romano, Sesia & Candès 2020, arXiv:2006.02544).
///
/// The score of a class is the sum of the probabilities of the more probable ones, plus `penalty` for
/// its rank and each before it behind `freeRank`. A class is in the set where its score is at most
/// the ⌈(n + 1) level⌉-th smallest score of the true classes of n objects that training did not see:
/// down to the class whose probability passes the threshold, so that the most probable one always is.
/// Sets are the same for the same probabilities: the random part of the papers' score is left out;
/// they hold more than promised where the most probable class alone is right more often.
public struct ConformalClassifier: Sendable, Codable, Equatable {
  /// Probability that the set holds the true class, over objects like those it was fitted on.
  public let level: Double
  public let penalty: Double
  public let freeRank: Int
  /// Largest score in the set, for each class; all the same unless fitted by class.
  public let thresholds: [Double]
  /// Objects that it was fitted on.
  public let count: Int
  /// Objects among them without a finite answer; they count as the worst score.
  public let unusable: Int

  /// Fits the thresholds.
  /// - Parameters:
  ///   - probabilities: `[N, classes]`, row-major, of objects that training did not see.
  ///   - labels: the true class of each row.
  ///   - level: between 0 and 1.
  ///   - penalty: 0 and up; makes sets smaller where many classes are improbable.
  ///   - freeRank: how many classes cost no penalty.
  ///   - byClass: holds the level in each class by itself (Vovk 2012, arXiv:1209.2673), for rare
  ///     classes; a class with too few objects for the level is then in every set.
  public init(
    probabilities: [Float], classes: Int, labels: [Int], level: Double, penalty: Double = 0.01,
    freeRank: Int = 1, byClass: Bool = false
  ) {
    precondition(
      probabilities.count == labels.count * classes && level > 0 && level < 1 && penalty >= 0,
      "ConformalClassifier: \(probabilities.count) probabilities, \(labels.count) labels of "
        + "\(classes) classes at level \(level)")
    self.level = level
    self.penalty = penalty
    self.freeRank = freeRank
    // Above every score that occurs: Codable knows no infinity.
    let everything = 2 + penalty * Double(classes)
    var unusable = 0
    let scores = labels.indices.map { n -> Double in
      let row = probabilities[(n * classes)..<((n + 1) * classes)]
      let ranked = Self.ranked(row, penalty: penalty, freeRank: freeRank)
      guard let score = ranked.first(where: { $0.label == labels[n] })?.score else {
        unusable += 1
        return everything
      }
      return score
    }
    func threshold(_ scores: [Double]) -> Double {
      finiteSampleQuantile(scores, level: level) ?? everything
    }
    let common = byClass ? nil : threshold(scores)
    thresholds = (0..<classes).map { k in
      common ?? threshold(labels.indices.filter { labels[$0] == k }.map { scores[$0] })
    }
    count = labels.count
    self.unusable = unusable
  }

  /// The classes that cannot be excluded, the most probable first; every class where the
  /// probabilities are not finite.
  public func set(_ probabilities: some Collection<Float>) -> [Int] {
    precondition(
      probabilities.count == thresholds.count,
      "ConformalClassifier.set: \(probabilities.count) of \(thresholds.count) classes")
    let ranked = Self.ranked(probabilities, penalty: penalty, freeRank: freeRank)
    guard !ranked.isEmpty else { return Array(thresholds.indices) }
    return ranked.enumerated().filter { place, entry in
      place == 0 || entry.score <= thresholds[entry.label]
    }.map(\.element.label)
  }

  /// Classes from the most probable with their scores; empty where a probability is not finite.
  private static func ranked(
    _ probabilities: some Collection<Float>, penalty: Double, freeRank: Int
  ) -> [(label: Int, score: Double)] {
    let values = probabilities.map(Double.init)
    guard values.allSatisfy(\.isFinite) else { return [] }
    let order = values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
    var sum = 0.0
    return order.enumerated().map { place, label in
      defer { sum += values[label] }
      return (label, sum + penalty * Double(max(0, place + 1 - freeRank)))
    }
  }
}
