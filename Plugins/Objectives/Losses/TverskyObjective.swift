import OrreryKit

/// How badly two regions overlap, false positives and negatives weighed apart.
struct TverskyObjective: Loss {
  var falsePositives = 0.3
  var falseNegatives = 0.7
  var smoothing = 1.0

  static let info = LossInfo(
    name: "tversky",
    summary: "How badly regions overlap; finds what is rare and faint.",
    compares: [.presence, .classes],
    settings: [
      Setting("falsePositives", "Weight of what is found and not there", range: 0...1000),
      Setting("falseNegatives", "Weight of what is there and not found", range: 0...1000),
      Setting("smoothing", "Places that keep an empty region from counting", range: 1e-6...1e6),
    ], reference: "Salehi et al. 2017, arXiv:1706.05721")

  func callAsFunction(_ comparison: Comparison) -> Tensor {
    TverskyLoss(
      falsePositives: Float(falsePositives), falseNegatives: Float(falseNegatives),
      smoothing: Float(smoothing))(
        comparison.probabilities, comparison.target, weights: comparison.elementWeights)
  }
}
