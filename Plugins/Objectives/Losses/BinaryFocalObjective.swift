import OrreryKit

/// Cross-entropy of a sigmoid in which what is easy counts little.
struct BinaryFocalObjective: Loss {
  var gamma = 2.0
  var positiveWeight = 0.25

  static let info = LossInfo(
    name: "binary-focal", summary: "Cross-entropy of presence in which what is easy counts little.",
    compares: [.presence],
    settings: [
      Setting("gamma", "How little what is easy counts; 0 is the cross-entropy", range: 0...10),
      Setting(
        "positiveWeight", "Weight of what is there; what is not has 1 less it", range: 0...1),
    ], reference: "Lin et al. 2017, arXiv:1708.02002")

  func callAsFunction(_ comparison: Comparison) -> Tensor {
    BinaryFocalLoss(focus: Float(gamma), positiveWeight: Float(positiveWeight))(
      comparison.output, comparison.target, weights: comparison.weights)
  }
}
