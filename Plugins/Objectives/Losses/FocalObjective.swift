import OrreryKit

/// Cross-entropy of a softmax in which what is easy counts little.
struct FocalObjective: Loss {
  var gamma = 2.0
  var labelSmoothing = 0.0

  static let info = LossInfo(
    name: "focal", summary: "Cross-entropy in which what is easy counts little.",
    compares: [.classes], countsClassWeights: true,
    settings: [
      Setting("gamma", "How little what is easy counts; 0 is the cross-entropy", range: 0...10),
      Setting("labelSmoothing", "Weight spread evenly over all classes", range: 0...0.5),
    ], reference: "Lin et al. 2017, arXiv:1708.02002")

  func callAsFunction(_ comparison: Comparison) -> Tensor {
    let loss = FocalLoss(
      focus: Float(gamma), classWeights: comparison.classWeights,
      labelSmoothing: Float(labelSmoothing))
    return loss(
      comparison.output, probabilities: comparison.target, weights: comparison.weights?.scalars)
  }
}
