import OrreryKit

/// How badly two regions overlap.
struct DiceObjective: Loss {
  var smoothing = 1.0

  static let info = LossInfo(
    name: "dice", summary: "How badly regions overlap, whatever their size.",
    compares: [.presence, .classes],
    settings: [
      Setting("smoothing", "Places that keep an empty region from counting", range: 1e-6...1e6)
    ], reference: "Milletari et al. 2016, arXiv:1606.04797")

  func callAsFunction(_ comparison: Comparison) -> Tensor {
    TverskyLoss.dice(smoothing: Float(smoothing))(
      comparison.probabilities, comparison.target, weights: comparison.elementWeights)
  }
}
