public import TensorCore

/// In training sets whole channels to 0 and scales up the others (Tompson et al. 2015,
/// arXiv:1411.4280): for feature maps, whose neighbouring pixels tell the same.
///
/// **Shapes** `[N, C, …]` to the same. Each call takes one number of the pass's stream.
public struct Dropout2d: Layer {
  /// Probability of 0.
  public let probability: Float

  /// - Precondition: 0 ≤ `probability` < 1.
  public init(_ probability: Float = 0.5) {
    precondition(probability >= 0 && probability < 1, "Dropout2d: probability \(probability)")
    self.probability = probability
  }

  public func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    let output = pass.isDropping ? input.dropout2d(probability, &pass.random) : input
    pass.record(self, from: input, to: output)
    return output
  }
}
