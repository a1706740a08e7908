public import TensorCore

/// Group normalisation: groups of channels of each object to mean 0 and variance 1, then scaled and
/// shifted by channel; independent of the batch (Wu & He 2018, arXiv:1803.08494).
///
/// **Shapes** `[N, C, …]` to the same; `weight` and `bias` `[C]`.
public struct GroupNorm: PureLayer {
  public let weight: Parameter
  public let bias: Parameter
  public let groups: Int
  public let epsilon: Float

  /// - Precondition: `groups` divides `channels`.
  public init(groups: Int, channels: Int, epsilon: Float = 1e-5) {
    precondition(
      groups > 0 && channels > 0 && channels % groups == 0,
      "GroupNorm: \(channels) channels in \(groups) groups")
    weight = Parameter(.ones([channels]))
    bias = Parameter(.zeros([channels]))
    self.groups = groups
    self.epsilon = epsilon
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    let channels = weight.value.count
    precondition(
      input.rank >= 2 && input.shape[1] == channels,
      "GroupNorm: shape \(input.shape) for \(channels) channels")
    return input.groupNorm(
      groups: groups, weight: weight.tensor, bias: bias.tensor, epsilon: epsilon)
  }
}
