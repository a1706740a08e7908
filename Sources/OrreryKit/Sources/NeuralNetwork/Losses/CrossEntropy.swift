public import TensorCore

/// Cross-entropy of a softmax with labels or with probabilities.
///
///     labels:         Σ s_n ((1 - ε) w_y (-log p_y) + ε/C Σ_c w_c (-log p_c)) / Σ s_n w_y
///     probabilities:  Σ s_n Σ_c w_c ((1 - ε) q_c + ε/C) (-log p_c) / Σ s_n
///
/// with class weights w, sample weights s, label smoothing ε (Szegedy et al. 2016,
/// arXiv:1512.00567), as in PyTorch.
///
/// **Shapes** logits `[N, C]`, or `[N, C, …]` with one label for each place; labels and weights in
/// the order of `[N, …]`; probabilities as the logits; the result is a single number.
///
/// A weight of 0 leaves a place out, whatever its label and logits are. A NaN or an infinite logit
/// that counts makes the loss NaN. Where all weights are 0, and of an empty batch, the loss is 0
/// (PyTorch gives NaN).
public struct CrossEntropy: Sendable {
  public let classWeights: [Float]?
  public let labelSmoothing: Float

  /// - Parameters:
  ///   - classWeights: one for each class; none counts all alike.
  ///   - labelSmoothing: 0 to 1, the part of each label that is spread over all classes.
  public init(classWeights: [Float]? = nil, labelSmoothing: Float = 0) {
    precondition(
      (0...1).contains(labelSmoothing) && classWeights?.allSatisfy { $0 >= 0 } ?? true,
      "CrossEntropy: label smoothing \(labelSmoothing), class weights not negative")
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
      name: "CrossEntropy", classWeights: classWeights, labelSmoothing: labelSmoothing)
  }
}
