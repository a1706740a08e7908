public import TensorCore

/// Cross-entropy of a softmax in which what is easy counts little.
///
///     labels:         Σ s_n Σ_c ((1 - ε) [c = y] + ε/C) f_c / Σ s_n
///     probabilities:  Σ s_n Σ_c ((1 - ε) q_c + ε/C) f_c / Σ s_n
///     f_c = α_c (1 - p_c)^γ (-log p_c)
///
/// Lin et al. 2017, "Focal loss for dense object detection", arXiv:1708.02002, for several classes.
/// The sum is divided by the sample weights alone, not by those of the classes. Shapes, masks and
/// NaN are as for `CrossEntropy`.
public struct FocalLoss: Sendable {
  /// γ; 0 is the cross-entropy.
  public let focus: Float
  /// α; none counts all classes alike.
  public let classWeights: [Float]?
  /// ε
  public let labelSmoothing: Float

  /// - Precondition: none is negative, and label smoothing at most 1.
  public init(focus: Float = 2, classWeights: [Float]? = nil, labelSmoothing: Float = 0) {
    precondition(
      focus >= 0 && (0...1).contains(labelSmoothing)
        && classWeights?.allSatisfy { $0 >= 0 } ?? true,
      "FocalLoss: focus \(focus), label smoothing \(labelSmoothing), class weights not negative")
    self.focus = focus
    self.classWeights = classWeights
    self.labelSmoothing = labelSmoothing
  }

  /// - Parameter weights: one for each label; 0 leaves it out.
  /// - Precondition: every label that counts is one of the classes.
  public func callAsFunction(_ logits: Tensor, labels: [Int], weights: [Float]? = nil) -> Tensor {
    loss(logits, labels: labels, weights: weights)
  }

  /// - Parameters:
  ///   - probabilities: of each class; constants, no gradient flows into them.
  ///   - weights: one for each place `[N, …]`; 0 leaves it out.
  public func callAsFunction(
    _ logits: Tensor, probabilities: Tensor, weights: [Float]? = nil
  ) -> Tensor {
    loss(logits, probabilities: probabilities, weights: weights)
  }

  private var loss: ClassificationLoss {
    ClassificationLoss(
      name: "FocalLoss", classWeights: classWeights, labelSmoothing: labelSmoothing, focus: focus,
      countsClassWeights: false)
  }
}
