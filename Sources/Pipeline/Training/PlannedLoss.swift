import Foundation
import OrreryKit

/// The loss that a recipe names, with its settings.
public struct PlannedLoss: Sendable {
  public enum ClassWeights: String, Codable, Sendable, CaseIterable { case none, balanced }

  /// The one of a classifier whose recipe names none.
  static let standard = "cross-entropy"
  /// The keys of the `loss` section that are not the loss's own.
  static let functionKey = "function"
  static let weightsKey = "class-weights"
  static let weightsDescription = "Whether every class counts alike, however often it is drawn"

  public var loss: any Loss
  public var classWeights: ClassWeights

  /// What a batch's comparison costs.
  /// - Parameters:
  ///   - labels: the class of each training object.
  ///   - balance: exponent of the class counts in the sampling.
  func function(
    labels: [Int], classes: Int, balance: Double
  ) -> @Sendable (Comparison) -> Tensor {
    let weights =
      classWeights == .none || classes < 2
      ? nil : Self.balanced(labels: labels, classes: classes, balance: balance)
    let loss = loss
    return { comparison in
      var comparison = comparison
      comparison.classWeights = weights
      return loss(comparison)
    }
  }

  /// 1 / (present classes · share of the class among what is drawn), so that the weights of drawn
  /// objects have the mean 1; 0 for a class without objects.
  ///
  /// The sampler draws a class of n objects in proportion to n^(1 - balance): with a balance of 1 all
  /// weights are 1, and no class is favoured twice.
  static func balanced(labels: [Int], classes: Int, balance: Double) -> [Float] {
    var counts = [Double](repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    let drawn = counts.map { $0 > 0 ? pow($0, 1 - balance) : 0 }
    let present = Double(drawn.count { $0 > 0 })
    let sum = drawn.reduce(0, +)
    return drawn.map { $0 > 0 ? Float(sum / (present * $0)) : 0 }
  }
}
