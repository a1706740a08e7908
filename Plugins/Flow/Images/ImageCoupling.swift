import OrreryKit

/// Scales and shifts half of the channels by what a small network makes of the other half
/// (Dinh et al. 2017, arXiv:1605.08803).
///
///     b ← (b + t(a)) e^s(a), |s| < 2
///
/// The network begins as one that changes nothing.
///
/// **Shapes** `[N, C, H, W]` to the same, and the logarithm of the determinant `[N]`.
struct ImageCoupling: Module {
  private let network: Sequential
  /// Channels of a.
  private let kept: Int

  init(channels: Int, hidden: Int, random: inout RandomStream) {
    kept = channels / 2
    let last = Conv2d(
      inputChannels: hidden, outputChannels: 2 * (channels - kept), kernelSize: 3, padding: 1,
      initializer: .constant(0), random: &random)
    last.bias?.value = .zeros([2 * (channels - kept)])
    network = Sequential(
      Conv2d(
        inputChannels: kept, outputChannels: hidden, kernelSize: 3, padding: 1,
        initializer: .heNormal, random: &random),
      ReLU(),
      Conv2d(
        inputChannels: hidden, outputChannels: hidden, kernelSize: 1, initializer: .heNormal,
        random: &random),
      ReLU(), last)
  }

  func forward(_ input: Tensor, _ pass: inout Pass) -> (output: Tensor, logDeterminant: Tensor) {
    let (a, b) = halves(input)
    let (s, t) = curves(a, &pass)
    return (
      .concatenated([a, (b + t) * s.exp()], axis: 1), s.sum(over: [1, 2, 3])
    )
  }

  func inverse(_ output: Tensor, _ pass: inout Pass) -> Tensor {
    let (a, b) = halves(output)
    let (s, t) = curves(a, &pass)
    return .concatenated([a, b * (-s).exp() - t], axis: 1)
  }

  private func halves(_ input: Tensor) -> (a: Tensor, b: Tensor) {
    let parts = input.split([kept, input.shape[1] - kept], axis: 1)
    return (parts[0], parts[1])
  }

  private func curves(_ a: Tensor, _ pass: inout Pass) -> (s: Tensor, t: Tensor) {
    let parts = network(a, &pass).chunked(2, axis: 1)
    return ((parts[0] * 0.5).tanh() * 2, parts[1])
  }
}
