import OrreryKit

/// A question about some of a recipe's classes that is measured besides: which of these is an
/// object that is known to be one of them? Several classes may count as one answer.
///
/// The probability of an answer is that of its classes together, divided by that of all answers.
public struct ClassQuestion: Sendable, Equatable {
  public var name: String
  /// What each answer is called: its class, or its classes joined by `+`.
  public var answers: [String]
  /// The classes of each answer by their places in the recipe.
  public var members: [[Int]]

  /// - Parameter answers: the names of the classes of each answer; all among `classes`, none twice.
  public init(name: String, answers: [[String]], of classes: [String]) {
    self.name = name
    self.answers = answers.map { $0.joined(separator: "+") }
    members = answers.map { $0.compactMap(classes.firstIndex) }
  }

  /// The answer that a class belongs to; `nil` where the question is not about it.
  func answer(_ label: Int) -> Int? {
    members.firstIndex { $0.contains(label) }
  }

  /// What a classifier of all classes answers about the objects that the question is of.
  /// - Parameters:
  ///   - probabilities: `[N, classes]`.
  ///   - labels: true classes of the N objects.
  func answers(
    _ probabilities: [Float], classes: Int, labels: [Int]
  ) -> (probabilities: [Float], labels: [Int]) {
    var result: (probabilities: [Float], labels: [Int]) = ([], [])
    for (row, label) in labels.enumerated() {
      guard let answer = answer(label) else { continue }
      let shares = members.map { $0.reduce(Float(0)) { $0 + probabilities[row * classes + $1] } }
      let sum = shares.reduce(0, +)
      // An object that has no answer stays without one; where all answers are impossible to the
      // model, none is better than another.
      let isPossible = sum > 0 || sum.isNaN
      result.probabilities += shares.map { isPossible ? $0 / sum : 1 / Float(shares.count) }
      result.labels.append(answer)
    }
    return result
  }

  /// Of each answer, from those of all classes.
  func shares(_ prior: [Double]) -> [Double] {
    members.map { $0.reduce(0) { $0 + prior[$1] } }
  }

  /// The report of a classifier's answers; `nil` where no object is of the question.
  /// - Parameter prior: of all classes, that the probabilities are meant for; `nil` where the
  ///   objects' own.
  func report(
    _ probabilities: [Float], labels: [Int], prior: [Double]?, classes: Int
  ) -> ClassifierReport? {
    let found = answers(probabilities, classes: classes, labels: labels)
    guard !found.labels.isEmpty else { return nil }
    let weights = prior.map { ClassPrior.weights(of: found.labels, shares: shares($0)) }
    return ClassifierReport(
      probabilities: found.probabilities, classes: members.count, labels: found.labels,
      weights: weights, bins: max(1, min(15, found.labels.count / 10)))
  }

  /// The figures of a card: `three-classes balanced-accuracy`.
  func metrics(_ report: ClassifierReport) -> [String: Double] {
    let figures = [
      "\(name) balanced-accuracy": report.confusion.balancedAccuracy,
      "\(name) ece": report.calibrationError,
    ]
    return figures.filter { $0.value.isFinite }
  }
}
