extension Tensor {
  /// Group normalisation (Wu & He 2018, arXiv:1803.08494): groups of channels of each object to mean
  /// 0 and variance 1, then scaled and shifted by channel; independent of the batch.
  ///
  /// **Shapes** `[N, C, …]` to the same, weight and bias `[C]`. A NaN makes its group NaN.
  /// - Precondition: `groups` divides C.
  public func groupNorm(
    groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Float = 1e-5
  ) -> Tensor {
    normalised("groupNorm", groups: groups, weight, bias, epsilon)
  }

  /// Instance normalisation (Ulyanov et al. 2016, arXiv:1607.08022): each channel of each object to
  /// mean 0 and variance 1, then scaled and shifted by channel.
  ///
  /// **Shapes** `[N, C, …]` to the same, weight and bias `[C]`. A NaN makes its channel NaN.
  public func instanceNorm(
    weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Float = 1e-5
  ) -> Tensor {
    normalised("instanceNorm", groups: rank >= 2 ? shape[1] : 0, weight, bias, epsilon)
  }

  private func normalised(
    _ name: String, groups: Int, _ weight: Tensor?, _ bias: Tensor?, _ epsilon: Float
  ) -> Tensor {
    precondition(
      rank >= 2 && groups > 0 && shape[1] % groups == 0
        && [weight, bias].allSatisfy { $0.map { $0.shape == [shape[1]] } ?? true },
      "\(name): shape \(shape), \(groups) groups, weight \(weight?.shape ?? []), "
        + "bias \(bias?.shape ?? [])")
    var result = self
    if count > 0 {
      let length = count / shape[0] / groups
      result = reshaped([shape[0] * groups, length])
        .layerNorm(weight: .ones([length]), bias: .zeros([length]), epsilon: epsilon)
        .reshaped(shape)
    }
    let each = [1, shape[1]] + [Int](repeating: 1, count: rank - 2)
    if let weight { result = result * weight.reshaped(each) }
    if let bias { result = result + bias.reshaped(each) }
    return result
  }
}
