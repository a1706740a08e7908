import OrreryKit

/// (1 - p^q) / q of the true class's probability p: between cross-entropy (q near 0) and absolute error
/// (1), so that wrong labels pull less (Zhang & Sabuncu 2018, arXiv:1805.07836).
struct GeneralisedCrossEntropy: Loss {
  var exponent = 0.7

  static let info = LossInfo(
    name: "fixture/generalised-cross-entropy", summary: "Cross-entropy that bears wrong labels.",
    compares: [.classes], countsClassWeights: true,
    settings: [Setting("exponent", "0.01 is near cross-entropy, 1 bears most", range: 0.01...1)],
    reference: "Zhang & Sabuncu 2018, arXiv:1805.07836")

  func callAsFunction(_ comparison: Comparison) -> Tensor {
    var (output, share) = (comparison.output, comparison.target)  // [N, C, …]
    guard output.count > 0 else { return output.sum() }
    if let weights = comparison.weights {
      // What does not count is taken out first: it may be NaN.
      let counts = weights.inserted(axis: 1).broadcast(to: output.shape)
      output = Tensor.select(counts, output, Tensor(0))
      share = Tensor.select(counts, share, Tensor(0))
    }
    if let weights = comparison.classWeights {
      let rest = [Int](repeating: 1, count: output.rank - 2)
      share = share * Tensor(weights, shape: [1, weights.count] + rest)
    }
    let power = (output.logSoftmax(axis: 1) * Float(exponent)).exp()  // p^q
    let cost = ((1 - power) * share).sum(over: [1]) / Float(exponent)  // [N, …]
    guard let weights = comparison.weights else { return cost.mean() }
    let sum = weights.scalars.reduce(0, +)
    return sum > 0 ? (cost * weights).sum() / sum : cost.sum() * 0
  }
}
