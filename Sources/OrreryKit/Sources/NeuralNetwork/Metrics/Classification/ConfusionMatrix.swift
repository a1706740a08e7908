/// How often each true class was taken for each class.
public struct ConfusionMatrix: Sendable, Equatable, Codable {
  /// Classes in the order of the logits.
  public let classes: Int
  /// `counts[true * classes + predicted]`.
  public private(set) var counts: [Int]
  /// Objects of each class that got no answer (logits that are not finite); they count as wrong.
  public private(set) var unanswered: [Int]

  public init(classes: Int) {
    self.classes = classes
    counts = [Int](repeating: 0, count: classes * classes)
    unanswered = [Int](repeating: 0, count: classes)
  }

  /// Counts one object.
  /// - Parameter predicted: `nil` where there is no answer.
  /// - Precondition: both are among the classes.
  public mutating func add(true label: Int, predicted: Int?) {
    precondition(
      (0..<classes).contains(label) && (0..<classes).contains(predicted ?? 0),
      "ConfusionMatrix.add: classes \(label), \(predicted ?? 0) of \(classes)")
    if let predicted {
      counts[label * classes + predicted] += 1
    } else {
      unanswered[label] += 1
    }
  }

  /// Objects of the true class `label` that were taken for `predicted`.
  public subscript(true label: Int, predicted predicted: Int) -> Int {
    counts[label * classes + predicted]
  }

  /// All objects.
  public var total: Int { counts.reduce(0, +) + unanswered.reduce(0, +) }

  /// Objects of a true class.
  public func count(of label: Int) -> Int {
    (0..<classes).reduce(unanswered[label]) { $0 + self[true: label, predicted: $1] }
  }

  /// Fraction of the objects that are right; NaN where there are none.
  public var accuracy: Double {
    Double((0..<classes).reduce(0) { $0 + self[true: $1, predicted: $1] }) / Double(total)
  }

  /// Fraction of a true class that was found; NaN where it has no objects.
  public func recall(_ label: Int) -> Double {
    Double(self[true: label, predicted: label]) / Double(count(of: label))
  }

  /// Fraction of what was taken for a class that belongs to it; NaN where nothing was.
  public func precision(_ label: Int) -> Double {
    Double(self[true: label, predicted: label])
      / Double((0..<classes).reduce(0) { $0 + self[true: $1, predicted: label] })
  }

  /// Harmonic mean of precision and recall; NaN where the class does not occur.
  public func f1(_ label: Int) -> Double {
    let right = Double(self[true: label, predicted: label])
    let taken = Double((0..<classes).reduce(0) { $0 + self[true: $1, predicted: label] })
    return 2 * right / (taken + Double(count(of: label)))
  }

  /// Mean recall of the classes that have objects; NaN where none has.
  public var balancedAccuracy: Double {
    let recalls = (0..<classes).filter { count(of: $0) > 0 }.map(recall)
    return recalls.reduce(0, +) / Double(recalls.count)
  }

  /// Mean F1 of the classes that occur, in truth or among the answers; NaN where none does.
  public var macroF1: Double {
    let scores = (0..<classes).map(f1).filter { !$0.isNaN }
    return scores.reduce(0, +) / Double(scores.count)
  }
}
