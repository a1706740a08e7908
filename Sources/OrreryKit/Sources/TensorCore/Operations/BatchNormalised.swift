/// What batch normalisation in training gives.
public struct BatchNormalised: Sendable {
  /// `[N, C, H, W]`.
  public let output: Tensor
  /// Mean of each channel over the batch, `[C]`.
  public let mean: Tensor
  /// Variance of each channel, divided by n, `[C]`.
  public let variance: Tensor
  /// Variance of each channel, divided by n - 1 (n = 1: by 1), for running statistics, `[C]`.
  public let unbiasedVariance: Tensor
}
