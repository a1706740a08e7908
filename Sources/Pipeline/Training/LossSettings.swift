import Foundation
import OrreryKit

/// The `loss` section of a recipe.
public struct LossSettings: Codable, Sendable {
  public enum Function: String, Codable, Sendable, CaseIterable {
    case crossEntropy = "cross-entropy"
    case focal
  }

  public enum ClassWeights: String, Codable, Sendable, CaseIterable {
    case none, balanced
  }

  public var function = Function.crossEntropy
  public var labelSmoothing = 0.0
  public var classWeights = ClassWeights.none
  public var gamma = 2.0

  static let settings = [
    Setting("function", "What is minimised", choices: Function.allCases.map(\.rawValue)),
    Setting("labelSmoothing", "Weight spread evenly over all classes", range: 0...0.5),
    Setting(
      "classWeights", "Whether every class counts alike, however often it is drawn",
      choices: ClassWeights.allCases.map(\.rawValue)),
    Setting("gamma", "How little the focal loss counts what is easy", range: 0...10),
  ]

  /// The keys that only some functions use.
  static let special: [String: [Function]] = ["gamma": [.focal]]

  /// The loss of logits and probabilities, both `[N, C]`.
  /// - Parameters:
  ///   - labels: the class of each training object.
  ///   - balance: exponent of the class counts in the sampling.
  func loss(
    labels: [Int], classes: Int, balance: Double
  ) -> @Sendable (_ logits: Tensor, _ probabilities: Tensor) -> Tensor {
    let smoothing = Float(labelSmoothing)
    let weights =
      classWeights == .none
      ? nil : Self.balanced(labels: labels, classes: classes, balance: balance)
    switch function {
    case .crossEntropy:
      let loss = CrossEntropy(classWeights: weights, labelSmoothing: smoothing)
      return { loss($0, probabilities: $1) }
    case .focal:
      let loss = FocalLoss(focus: Float(gamma), classWeights: weights, labelSmoothing: smoothing)
      return { loss($0, probabilities: $1) }
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
