public import TensorCore

/// A learned vector for each of a number of things: a filter, a class, a survey.
///
/// **Shapes** any shape of whole numbers in `0..<count` to that shape + `[dimension]`; `weight`
/// `[count, dimension]`.
public struct Embedding: PureLayer {
  public let weight: Parameter

  /// Starts as PyTorch's: normal with deviation 1.
  public init(count: Int, dimension: Int, random: inout RandomStream) {
    precondition(count > 0 && dimension > 0, "Embedding: \(count) vectors of \(dimension)")
    weight = Parameter(.normal([count, dimension], &random))
  }

  /// The vectors of these things: `[indices.count, dimension]`.
  public func callAsFunction(_ indices: [Int]) -> Tensor {
    weight.tensor.indexSelected(indices)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    let indices = input.scalars.map { number in
      guard let index = Int(exactly: number) else {
        preconditionFailure("Embedding: \(number) of shape \(input.shape) is not a whole number")
      }
      return index
    }
    return self(indices).reshaped(input.shape + [weight.value.shape[1]])
  }
}
