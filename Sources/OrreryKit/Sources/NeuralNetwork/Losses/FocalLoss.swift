public import TensorCore

/// Cross-entropy of a softmax in which what is easy counts little:
/// Σ s_n α_y (1 - p_y)^γ (-log p_y) / Σ s_n.
///
/// Lin et al. 2017, "Focal loss for dense object detection", arXiv:1708.02002, for several classes.
/// The sum is divided by the sample weights alone, not by those of the classes. Shapes, masks and
/// NaN are as for `CrossEntropy`.
public struct FocalLoss: Sendable {
  /// γ; 0 is the cross-entropy.
  public let focus: Float
  /// α; none counts all classes alike.
  public let classWeights: [Float]?

  /// - Precondition: neither is negative.
  public init(focus: Float = 2, classWeights: [Float]? = nil) {
    precondition(
      focus >= 0 && classWeights?.allSatisfy { $0 >= 0 } ?? true,
      "FocalLoss: focus \(focus), class weights not negative")
    self.focus = focus
    self.classWeights = classWeights
  }

  /// - Parameter weights: one for each label; 0 leaves it out.
  /// - Precondition: every label that counts is one of the classes.
  public func callAsFunction(_ logits: Tensor, labels: [Int], weights: [Float]? = nil) -> Tensor {
    let loss = ClassificationLoss(
      name: "FocalLoss", classWeights: classWeights, focus: focus, countsClassWeights: false)
    return loss(logits, labels: labels, weights: weights)
  }
}
