public import TensorCore

/// max(x, 0) + a min(x, 0) with a learned slope a (He et al. 2015, arXiv:1502.01852).
///
/// **Shapes** `[N, C, …]` to the same; `weight` `[1]` for one slope, `[C]` for one per channel.
public struct PReLU: PureLayer {
  public let weight: Parameter

  public init(channels: Int = 1, slope: Float = 0.25) {
    precondition(channels > 0, "PReLU: \(channels) channels")
    weight = Parameter(.full([channels], slope))
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    let count = weight.value.count
    precondition(
      count == 1 || input.rank >= 2 && input.shape[1] == count,
      "PReLU: shape \(input.shape) for \(count) channels")
    let slope =
      count == 1
      ? weight.tensor
      : weight.tensor.reshaped([1, count] + [Int](repeating: 1, count: input.rank - 2))
    return input.relu() - slope * (-input).relu()
  }
}
