import OrreryKit

/// Cross-entropy of a sigmoid.
struct BinaryCrossEntropyObjective: Loss {
  var positiveWeight = 1.0

  static let info = LossInfo(
    name: "binary-cross-entropy",
    summary: "How improbable it is that something is where it is, and not where it is not.",
    compares: [.presence],
    settings: [Setting("positiveWeight", "How much more what is there counts", range: 0...1e6)])

  func callAsFunction(_ comparison: Comparison) -> Tensor {
    BinaryCrossEntropy(positiveWeight: Float(positiveWeight))(
      comparison.output, comparison.target, weights: comparison.weights)
  }
}
