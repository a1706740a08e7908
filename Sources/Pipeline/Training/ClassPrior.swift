/// How often each class occurs among the objects that probabilities are meant for.
public enum ClassPrior: Sendable, Equatable {
  /// As in the data.
  case observed
  /// Every class alike: the most probable class is then the best guess where rare classes count as
  /// much as common ones (balanced accuracy).
  case uniform
  /// So often, in the order of the classes; any unit.
  case shares([Double])

  /// Of each class; 0 for one that does not occur.
  func shares(of labels: [Int], classes: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    switch self {
    case .observed: return counts.map { $0 / Double(labels.count) }
    case .uniform: return Self.normalised(counts.map { $0 > 0 ? 1 : 0 })
    case .shares(let shares):
      return Self.normalised(zip(shares, counts).map { $1 > 0 ? $0 : 0 })
    }
  }

  private static func normalised(_ shares: [Double]) -> [Double] {
    let sum = shares.reduce(0, +)
    return sum > 0 ? shares.map { $0 / sum } : shares
  }

  /// What makes the objects' classes occur as often; `nil` where they do.
  func weights(of labels: [Int], classes: Int) -> [Double]? {
    self == .observed ? nil : Self.weights(of: labels, shares: shares(of: labels, classes: classes))
  }

  /// Weights of the mean 1 that make the classes of these objects occur in these shares.
  static func weights(of labels: [Int], shares: [Double]) -> [Double] {
    var counts = [Double](repeating: 0, count: shares.count)
    for label in labels { counts[label] += 1 }
    let weights = labels.map { shares[$0] / counts[$0] }
    let sum = weights.reduce(0, +)
    return sum > 0 ? weights.map { $0 * Double(labels.count) / sum } : weights.map { _ in 1 }
  }
}
