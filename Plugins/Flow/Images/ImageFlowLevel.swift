import OrreryKit

/// One scale of an image flow: blocks of pixels become channels, some steps mix them, and all but at
/// the last scale half of the channels leave as noise.
///
/// A step is an actnorm, an invertible 1×1 convolution and a coupling. What leaves is compared with
/// a Gaussian whose mean and width the other half chooses.
///
/// **Shapes** `[N, C, H, W]` to noise `[N, …]`, what goes on `[N, 2 C, H / 2, W / 2]` (nothing at the
/// last scale) and the logarithm of the determinant `[N]`.
struct ImageFlowLevel: Module {
  /// actnorm → 1×1 convolution → coupling.
  private struct Step: Module {
    let norm: ActNorm
    let convolution: InvertibleConvolution
    let coupling: ImageCoupling
  }

  private let steps: [Step]
  /// Mean and logarithm of the width of the half that leaves; `nil` at the last scale.
  private let prior: Conv2d?

  /// - Parameter channels: behind the squeeze.
  init(channels: Int, steps: Int, hidden: Int, isLast: Bool, random: inout RandomStream) {
    self.steps = (0..<steps).map { _ in
      Step(
        norm: ActNorm(channels: channels),
        convolution: InvertibleConvolution(channels: channels, random: &random),
        coupling: ImageCoupling(channels: channels, hidden: hidden, random: &random))
    }
    if isLast {
      prior = nil
    } else {
      let prior = Conv2d(
        inputChannels: channels / 2, outputChannels: channels, kernelSize: 3, padding: 1,
        initializer: .constant(0), random: &random)
      prior.bias?.value = .zeros([channels])
      self.prior = prior
    }
  }

  func forward(
    _ input: Tensor, _ pass: inout Pass
  ) -> (noise: Tensor, rest: Tensor?, logDeterminant: Tensor) {
    var value = Squeeze.forward(input)
    var sum = Tensor.zeros([input.shape[0]])
    for step in steps {
      let (normed, ofNorm) = step.norm.forward(value, &pass)
      let (mixed, ofMix) = step.convolution.forward(normed)
      let (coupled, ofCoupling) = step.coupling.forward(mixed, &pass)
      value = coupled
      sum = sum + ofCoupling + (ofNorm + ofMix)
    }
    guard let prior else { return (value, nil, sum) }
    let halves = value.chunked(2, axis: 1)
    let (mean, s) = expected(prior, halves[0], &pass)
    return ((halves[1] - mean) * (-s).exp(), halves[0], sum - s.sum(over: [1, 2, 3]))
  }

  func inverse(noise: Tensor, rest: Tensor?, _ pass: inout Pass) -> Tensor {
    var value = noise
    if let prior, let rest {
      let (mean, s) = expected(prior, rest, &pass)
      value = .concatenated([rest, noise * s.exp() + mean], axis: 1)
    }
    for step in steps.reversed() {
      value = step.coupling.inverse(value, &pass)
      value = step.norm.inverse(step.convolution.inverse(value))
    }
    return Squeeze.inverse(value)
  }

  private func expected(
    _ prior: Conv2d, _ rest: Tensor, _ pass: inout Pass
  ) -> (mean: Tensor, logWidth: Tensor) {
    let parts = prior(rest, &pass).chunked(2, axis: 1)
    return (parts[0], (parts[1] * 0.5).tanh() * 2)
  }
}
