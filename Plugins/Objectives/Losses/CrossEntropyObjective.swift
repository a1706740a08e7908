import OrreryKit

/// Cross-entropy of a softmax.
struct CrossEntropyObjective: Loss {
  var labelSmoothing = 0.0

  static let info = LossInfo(
    name: "cross-entropy", summary: "How improbable the true class is, in nats.",
    compares: [.classes], countsClassWeights: true,
    settings: [Setting("labelSmoothing", "Weight spread evenly over all classes", range: 0...0.5)],
    reference: "Szegedy et al. 2016, arXiv:1512.00567")

  func callAsFunction(_ comparison: Comparison) -> Tensor {
    let loss = CrossEntropy(
      classWeights: comparison.classWeights, labelSmoothing: Float(labelSmoothing))
    return loss(
      comparison.output, probabilities: comparison.target, weights: comparison.weights?.scalars)
  }
}
