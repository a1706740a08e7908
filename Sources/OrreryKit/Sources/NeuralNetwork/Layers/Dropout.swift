public import TensorCore

/// In training sets a part of the values to 0 and scales up the others
/// (Srivastava et al. 2014, JMLR 15, 1929).
///
/// **Shapes** any to the same. Each call takes one number of the pass's stream.
public struct Dropout: Layer {
  /// Probability of 0.
  public let probability: Float

  /// - Precondition: 0 ≤ `probability` < 1.
  public init(_ probability: Float = 0.5) {
    precondition(probability >= 0 && probability < 1, "Dropout: probability \(probability)")
    self.probability = probability
  }

  public func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    let output = pass.isDropping ? input.dropout(probability, &pass.random) : input
    pass.record(self, from: input, to: output)
    return output
  }
}
