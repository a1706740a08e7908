import Foundation

/// How unsure probabilities are.
enum Uncertainty {
  /// Shannon's entropy over that of equal chances: −Σ p ln p / ln K, 0 to 1; NaN where one is NaN.
  static func entropy(_ probabilities: [Double]) -> Double {
    guard probabilities.count > 1 else { return .nan }
    let sum = probabilities.reduce(0) { $0 + ($1 == 0 ? 0 : -$1 * log($1)) }
    return sum / log(Double(probabilities.count))
  }

  /// The greatest probability less the second, 0 to 1; NaN where one is NaN.
  static func margin(_ probabilities: [Double]) -> Double {
    guard probabilities.count > 1, !probabilities.contains(where: \.isNaN) else { return .nan }
    let sorted = probabilities.sorted(by: >)
    return sorted[0] - sorted[1]
  }
}
