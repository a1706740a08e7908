import Foundation
import OrreryKit

/// Whether one classifier is better than another on the same objects, beyond chance (McNemar 1947,
/// Psychometrika 12, 153).
public struct PairedComparison: Sendable {
  public let first: String
  public let second: String
  /// Objects that both were asked for.
  public let count: Int
  /// Objects that only the first, only the second told right.
  public let onlyFirst: Int
  public let onlySecond: Int

  /// - Returns: `nil` where they have no object in common or other classes.
  public init?(_ first: EvaluatedModel, _ second: EvaluatedModel) {
    guard first.classes == second.classes, !first.classes.isEmpty else { return nil }
    func isRight(_ model: EvaluatedModel) -> [String: Bool] {
      let classes = model.classes.count
      guard !model.test.labels.isEmpty else { return [:] }
      return Dictionary(
        model.test.labels.enumerated().map { n, label in
          let row = model.test.probabilities[(n * classes)..<((n + 1) * classes)]
          let best = row.indices.max { row[$0] < row[$1] }
          return (
            model.test.ids[n], row.allSatisfy(\.isFinite) && best == row.startIndex + label
          )
        }, uniquingKeysWith: { first, _ in first })
    }
    let (one, other) = (isRight(first), isRight(second))
    let common = one.keys.filter { other[$0] != nil }
    guard !common.isEmpty else { return nil }
    self.first = first.name
    self.second = second.name
    count = common.count
    onlyFirst = common.count { one[$0] == true && other[$0] == false }
    onlySecond = common.count { one[$0] == false && other[$0] == true }
  }

  /// Accuracy of the first less that of the second.
  public var difference: Double { Double(onlyFirst - onlySecond) / Double(count) }

  /// One standard deviation of `difference`.
  public var error: Double {
    let n = Double(count)
    return max(0, Double(onlyFirst + onlySecond) / (n * n) - difference * difference / n)
      .squareRoot()
  }

  /// Probability of a difference as large between equally good models (normal limit, with the
  /// correction for continuity).
  public var probability: Double {
    let sum = Double(onlyFirst + onlySecond)
    guard sum > 0 else { return 1 }
    let z = max(0, abs(Double(onlyFirst - onlySecond)) - 1) / sum.squareRoot()
    return erfc(z / 2.0.squareRoot())
  }

  public var json: JSONValue {
    .object([
      "first": .string(first), "second": .string(second), "objects": .integer(Int64(count)),
      "accuracy-difference": .figure(difference), "error": .figure(error),
      "probability": .figure(probability), "only-first-right": .integer(Int64(onlyFirst)),
      "only-second-right": .integer(Int64(onlySecond)),
    ])
  }
}
