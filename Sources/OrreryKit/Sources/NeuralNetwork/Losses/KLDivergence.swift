public import TensorCore

/// How far a softmax is from given probabilities: Σ s_n Σ_c q_c (log q_c - log p_c) / Σ s_n.
///
/// The cross-entropy without what no model can take away, the entropy of q; 0 log 0 is 0. It is
/// PyTorch's `kl_div(log_softmax(x), q, reduction="batchmean")` for `[N, C]`. Shapes, masks and NaN
/// are as for `CrossEntropy`. Kullback & Leibler 1951.
public struct KLDivergence: Sendable {
  public init() {}

  /// - Parameters:
  ///   - probabilities: q, of the logits' shape; constants, no gradient flows into them.
  ///   - weights: one for each place `[N, …]`; 0 leaves it out.
  public func callAsFunction(
    _ logits: Tensor, probabilities: Tensor, weights: [Float]? = nil
  ) -> Tensor {
    let loss = ClassificationLoss(name: "KLDivergence")
    let crossEntropy = loss(logits, probabilities: probabilities, weights: weights)
    guard logits.count > 0 else { return crossEntropy }
    let q = probabilities.detached
    let terms = q * q.clamp(.leastNormalMagnitude, .infinity).log()
    let shape = [q.shape[0]] + q.shape.dropFirst(2)
    let negative = terms.sum(over: [1])  // [N, …]
    guard let weights else { return crossEntropy + negative.mean() }
    let w = Tensor(weights, shape: shape)
    let counted = Tensor.select(w, negative * w, Tensor(0))
    return crossEntropy + counted.sum() * Float(massScale(w, count: 0))
  }

  /// The divergence of independent Gaussians from the standard normal distribution, of a
  /// variational autoencoder: Σ s_n Σ (μ² + σ² - 1 - ln σ²) / 2 / Σ s_n (Kingma & Welling 2014,
  /// arXiv:1312.6114). Gradients flow into both.
  ///
  /// **Shapes** `[N, …]`, `logVariance` as `mean`; weights one for each of N, 0 leaves it out.
  public static func ofStandardNormal(
    mean: Tensor, logVariance: Tensor, weights: [Float]? = nil
  ) -> Tensor {
    precondition(
      mean.shape == logVariance.shape && mean.rank >= 1
        && weights?.count ?? mean.shape[0] == mean.shape[0],
      "KLDivergence.ofStandardNormal: mean \(mean.shape), log variance \(logVariance.shape), "
        + "\(weights?.count ?? mean.shape[0]) weights")
    let w = weights.map { Tensor($0, shape: [$0.count]) }
    let scale = Float(massScale(w, count: mean.shape[0]) / 2)
    guard let w else {
      return (mean.square() + logVariance.exp() - logVariance - 1).sum() * scale
    }
    let column = w.reshaped([w.count] + [Int](repeating: 1, count: mean.rank - 1))
    let (m, l) = (
      Tensor.select(column, mean, Tensor(0)), Tensor.select(column, logVariance, Tensor(0))
    )
    return ((m.square() + l.exp() - l - 1) * column).sum() * scale
  }
}
