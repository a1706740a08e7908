public import TensorCore

/// Attention of several heads (Vaswani et al. 2017, arXiv:1706.03762): each looks with its own
/// projections at all places of a sequence; PyTorch's, with the batch first.
///
/// **Shapes** `[N, L, dimension]` to the same; `inProjWeight` `[3 dimension, dimension]` (query, key
/// and value one under the other), `inProjBias` `[3 dimension]`, `outProj` dimension to dimension.
public struct MultiheadAttention: Layer {
  public let inProjWeight: Parameter
  public let inProjBias: Parameter?
  public let outProj: Linear
  public let heads: Int
  /// Probability that a weight is dropped in training.
  public let dropout: Float

  /// Starts as PyTorch's: Xavier-uniform projections, biases 0.
  /// - Precondition: `heads` divides `dimension`; 0 ≤ `dropout` < 1.
  public init(
    dimension: Int, heads: Int, hasBias: Bool = true, dropout: Float = 0,
    random: inout RandomStream
  ) {
    precondition(
      dimension > 0 && heads > 0 && dimension % heads == 0 && dropout >= 0 && dropout < 1,
      "MultiheadAttention: \(heads) heads of dimension \(dimension), dropout \(dropout)")
    inProjWeight = Parameter(Initializer.xavierUniform([3 * dimension, dimension], &random))
    inProjBias = hasBias ? Parameter(.zeros([3 * dimension])) : nil
    outProj = Linear(inputs: dimension, outputs: dimension, hasBias: hasBias, random: &random)
    outProj.bias?.value = .zeros([dimension])
    self.heads = heads
    self.dropout = dropout
  }

  /// Self-attention.
  public func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    self(input, mask: nil, &pass)
  }

  /// Self-attention, where not every place may look at every other.
  /// - Parameters:
  ///   - mask: 1 where a place may look at another, 0 where not: `[L, L]` or what broadcasts to
  ///     `[N, heads, L, L]`.
  ///   - keyMask: `[N, L]`: 0 for places that only fill up a short sequence.
  ///   - isCausal: a place looks at itself and the places before it only.
  public func callAsFunction(
    _ input: Tensor, mask: Tensor?, keyMask: Tensor? = nil, isCausal: Bool = false,
    _ pass: inout Pass
  ) -> Tensor {
    check(input)
    let projected = input.linear(inProjWeight.tensor, bias: inProjBias?.tensor)
    let parts = projected.chunked(3, axis: -1)
    return attend(parts, mask: mask, keyMask: keyMask, isCausal: isCausal, &pass)
  }

  /// Cross-attention: a sequence looks at another.
  ///
  /// **Shapes** query `[N, L, dimension]`, key and value `[N, S, dimension]` to the query's.
  /// - Parameters:
  ///   - mask: 1 where a query may look at a key, 0 where not: `[L, S]` or what broadcasts to
  ///     `[N, heads, L, S]`.
  ///   - keyMask: `[N, S]`: 0 for keys that only fill up a short sequence.
  ///   - isCausal: query i looks at the keys up to i only.
  public func callAsFunction(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor? = nil, keyMask: Tensor? = nil,
    isCausal: Bool = false, _ pass: inout Pass
  ) -> Tensor {
    let inputs = [query, key, value]
    inputs.forEach(check)
    let weights = inProjWeight.tensor.chunked(3, axis: 0)
    let biases = inProjBias?.tensor.chunked(3, axis: 0)
    let parts = inputs.indices.map { inputs[$0].linear(weights[$0], bias: biases?[$0]) }
    return attend(parts, mask: mask, keyMask: keyMask, isCausal: isCausal, &pass)
  }

  private func check(_ input: Tensor) {
    precondition(
      input.rank == 3 && input.shape[2] == inProjWeight.value.shape[1],
      "MultiheadAttention: shape \(input.shape), weight \(inProjWeight.value.shape)")
  }

  /// - Parameter parts: query, key and value, projected.
  private func attend(
    _ parts: [Tensor], mask: Tensor?, keyMask: Tensor?, isCausal: Bool, _ pass: inout Pass
  ) -> Tensor {
    let shape = parts[0].shape
    let (batch, dimension) = (shape[0], shape[2])
    let split = parts.map {
      $0.reshaped([batch, $0.shape[1], heads, dimension / heads]).permuted([0, 2, 1, 3])
    }  // [N, heads, L, dimension / heads]
    var allowed = mask
    if let keyMask {
      precondition(
        keyMask.shape == [batch, parts[1].shape[1]],
        "MultiheadAttention: key mask \(keyMask.shape) for keys \(parts[1].shape)")
      let each = keyMask.reshaped([batch, 1, 1, keyMask.shape[1]])
      allowed = allowed.map { $0 * each } ?? each
    }
    var weights = Tensor.attentionWeights(
      query: split[0], key: split[1], mask: allowed, isCausal: isCausal)  // [N, heads, L, S]
    if pass.isDropping && dropout > 0 { weights = weights.dropout(dropout, &pass.random) }
    let heard = weights.matmul(split[2]).permuted([0, 2, 1, 3])  // [N, L, heads, …]
    let output = outProj(heard.reshaped(shape))
    let (queries, keys) = (shape[1], parts[1].shape[1])
    pass.record(
      self, from: parts[0], to: output,
      work: LayerWork(
        multiplyAdds: 2 * batch * dimension * ((queries + keys) * dimension + queries * keys)))
    return output
  }
}
