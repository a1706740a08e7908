public import TensorCore

/// Instance normalisation: each channel of each object to mean 0 and variance 1, then, where
/// wanted, scaled and shifted by channel (Ulyanov et al. 2016, arXiv:1607.08022). PyTorch's
/// `InstanceNorm1d` and `InstanceNorm2d`.
///
/// **Shapes** `[N, C, …]` to the same; `weight` and `bias` `[C]`.
public struct InstanceNorm: PureLayer {
  public let weight: Parameter?
  public let bias: Parameter?
  public let epsilon: Float
  private let channels: Int

  /// - Parameter isAffine: whether scale and shift are learned; PyTorch's default is no.
  public init(channels: Int, isAffine: Bool = false, epsilon: Float = 1e-5) {
    precondition(channels > 0, "InstanceNorm: \(channels) channels")
    weight = isAffine ? Parameter(.ones([channels])) : nil
    bias = isAffine ? Parameter(.zeros([channels])) : nil
    self.channels = channels
    self.epsilon = epsilon
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(
      input.rank >= 3 && input.shape[1] == channels,
      "InstanceNorm: shape \(input.shape) for \(channels) channels")
    return input.instanceNorm(weight: weight?.tensor, bias: bias?.tensor, epsilon: epsilon)
  }
}
