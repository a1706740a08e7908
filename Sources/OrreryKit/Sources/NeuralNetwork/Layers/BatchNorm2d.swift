public import TensorCore

/// Batch normalisation: each channel to mean 0 and variance 1, then scaled and shifted
/// (Ioffe & Szegedy 2015, arXiv:1502.03167).
///
/// Training uses the batch's statistics and moves the running ones towards them (the variance
/// divided by n - 1, as in PyTorch); prediction uses the running ones. Where `weight` is frozen the
/// layer predicts in training too, and its statistics stay: a frozen body does not change.
///
/// **Shapes** `[N, C, H, W]` or `[N, C]` to the same; all members `[C]`.
public struct BatchNorm2d: Layer {
  public let weight: Parameter
  public let bias: Parameter
  public let runningMean: Buffer
  public let runningVar: Buffer
  public let numBatchesTracked: Counter
  public let epsilon: Float
  public let momentum: Float

  /// - Parameter momentum: the part of the running statistics that one batch replaces.
  public init(channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1) {
    precondition(channels > 0, "BatchNorm2d: \(channels) channels")
    weight = Parameter(.ones([channels]))
    bias = Parameter(.zeros([channels]))
    runningMean = Buffer(.zeros([channels]))
    runningVar = Buffer(.ones([channels]))
    numBatchesTracked = Counter()
    self.epsilon = epsilon
    self.momentum = momentum
  }

  public func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    let output = self(input, &pass, slope: 1)
    pass.record(self, from: input, to: output)
    return output
  }

  /// Scale and shift of each channel in prediction.
  var inference: (scale: Tensor, shift: Tensor) {
    let scale = weight.value / (runningVar.value + epsilon).sqrt()
    return (scale, bias.value - runningMean.value * scale)
  }

  /// With the activation that follows: y times `slope` where y < 0.
  func callAsFunction(_ input: Tensor, _ pass: inout Pass, slope: Float) -> Tensor {
    guard pass.isTraining, weight.isTrainable else {
      return input.batchNorm(
        weight: weight.tensor, bias: bias.tensor, mean: runningMean.value,
        variance: runningVar.value, epsilon: epsilon, slope: slope)
    }
    let result = input.batchNorm(
      weight: weight.tensor, bias: bias.tensor, epsilon: epsilon, slope: slope)
    let share = pass.isMeasuring ? 1 / Float(numBatchesTracked.value + 1) : momentum
    runningMean.value = runningMean.value * (1 - share) + result.mean * share
    runningVar.value = runningVar.value * (1 - share) + result.unbiasedVariance * share
    numBatchesTracked.value += 1
    return result.output
  }
}
