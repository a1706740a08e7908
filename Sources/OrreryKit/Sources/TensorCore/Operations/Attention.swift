extension Tensor {
  /// How much each query looks at each key: softmax(q k^T / sqrt(E)) over the keys.
  ///
  /// **Shapes** query `[…, L, E]`, key `[…, S, E]` to `[…, L, S]`; the axes in front broadcast.
  /// - Parameters:
  ///   - mask: 1 where a query may look at a key, 0 where not; broadcasts to the result. A query
  ///     that may look at nothing gets zeros.
  ///   - isCausal: query i looks at the keys up to i only.
  public static func attentionWeights(
    query: Tensor, key: Tensor, mask: Tensor? = nil, isCausal: Bool = false
  ) -> Tensor {
    precondition(
      query.rank >= 2 && key.rank >= 2 && query.shape[query.rank - 1] == key.shape[key.rank - 1],
      "attentionWeights: query \(query.shape), key \(key.shape)")
    let width = query.shape[query.rank - 1]
    let scores = (query * (1 / Float(Swift.max(width, 1)).squareRoot())).matmul(key.transposed())
    let (queries, keys) = (scores.shape[scores.rank - 2], scores.shape[scores.rank - 1])
    var allowed = mask?.detached
    if isCausal {
      let past = Tensor(
        (0..<queries * keys).map { $0 % keys <= $0 / keys ? 1 : 0 }, shape: [queries, keys])
      allowed = allowed.map { $0 * past } ?? past
    }
    guard let allowed else { return scores.softmax() }
    precondition(
      Axes.broadcast(allowed.shape, scores.shape, "attentionWeights") == scores.shape,
      "attentionWeights: mask \(allowed.shape) for scores \(scores.shape)")
    // The first choice gives masked keys no weight, the second mends the rows of masked keys only.
    let weights = Tensor.select(allowed, scores, Tensor(-.infinity)).softmax()
    return .select(allowed, weights, Tensor(0))
  }

  /// Scaled dot-product attention: each query's mean of the values, weighted by how well the keys
  /// fit it (Vaswani et al. 2017, arXiv:1706.03762).
  ///
  /// **Shapes** query `[…, L, E]`, key `[…, S, E]`, value `[…, S, V]` to `[…, L, V]`; the axes in
  /// front broadcast.
  /// - Parameters:
  ///   - mask: 1 where a query may look at a key, 0 where not; broadcasts to `[…, L, S]`. A query
  ///     that may look at nothing gets zeros.
  ///   - isCausal: query i looks at the keys up to i only.
  public static func scaledDotProductAttention(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor? = nil, isCausal: Bool = false
  ) -> Tensor {
    precondition(
      key.rank >= 2 && value.rank >= 2 && key.shape[key.rank - 2] == value.shape[value.rank - 2],
      "scaledDotProductAttention: query \(query.shape), key \(key.shape), value \(value.shape)")
    return attentionWeights(query: query, key: key, mask: mask, isCausal: isCausal).matmul(value)
  }
}
