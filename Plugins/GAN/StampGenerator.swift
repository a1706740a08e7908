import OrreryKit

/// Makes stamps of noise and a class (after Radford et al. 2016, arXiv:1511.06434).
///
///     (z, class) → linear → 4×4 → [ twice as large → conv 3×3 → norm → leaky ReLU ] …
///       → conv 3×3 → leaky ReLU → conv 3×3 = light m and logarithm of the grain's width s
///     stamp = m + e^s · grain
///
/// Each doubling halves the channels. The grain is the noise of the sky and the detector: a network
/// cannot make thousands of independent numbers of a few dozen, and a discriminator would see
/// nothing else. Enlarging before a convolution leaves no lattice of strides behind (Odena et al.
/// 2016). Nothing bounds the output: pixel values have no natural limits.
///
/// **Shapes** z `[N, latent]`, grain `[N, channels, S, S]`, classes `[N, K]` to
/// `[N, channels, S, S]`.
struct StampGenerator: Module {
  let classes: Linear?
  let seed: Linear
  let body: Sequential
  let head: Sequential
  private let firstChannels: Int

  /// Logarithm of the grain's width at the start.
  private static let firstWidth: Float = -3.5

  /// - Parameters:
  ///   - doublings: log2(S / 4).
  ///   - width: channels at half the final size.
  init(
    channels: Int, doublings: Int, latent: Int, width: Int, classes: Int,
    random: inout RandomStream
  ) {
    let own = latent / 2
    self.classes =
      classes > 0 ? Linear(inputs: classes, outputs: own, hasBias: false, random: &random) : nil
    var inputs = width << (doublings - 1)
    firstChannels = inputs
    seed = Linear(
      inputs: latent + (classes > 0 ? own : 0), outputs: inputs * 16, hasBias: false,
      initializer: .heNormal, random: &random)
    func convolution(_ inputs: Int, _ outputs: Int, hasBias: Bool = true) -> Conv2d {
      Conv2d(
        inputChannels: inputs, outputChannels: outputs, kernelSize: 3, padding: 1,
        hasBias: hasBias, initializer: .heNormal, random: &random)
    }
    var layers: [any Layer] = [BatchNorm2d(channels: inputs), LeakyReLU(slope: 0.2)]
    for _ in 0..<doublings {
      let outputs = max(4, inputs / 2)
      layers += [
        Upsample(scaleFactor: 2), convolution(inputs, outputs, hasBias: false),
        BatchNorm2d(channels: outputs), LeakyReLU(slope: 0.2),
      ]
      inputs = outputs
    }
    body = Sequential(layers)
    let middle = convolution(inputs, inputs)
    let last = convolution(inputs, 2 * channels)
    // It starts as faint light in the sky's grain.
    last.weight.value = last.weight.value * 0.3
    head = Sequential(middle, LeakyReLU(slope: 0.2), last)
  }

  func callAsFunction(
    _ z: Tensor, grain: Tensor, conditions: Tensor?, _ pass: inout Pass
  ) -> Tensor {
    var input = z
    if let classes, let conditions {
      input = .concatenated([z, classes(conditions, &pass)], axis: 1)
    }
    let square = seed(input, &pass).reshaped([z.shape[0], firstChannels, 4, 4])
    let parts = head(body(square, &pass), &pass).chunked(2, axis: 1)
    // Tanh only where e^s would run away: |s - first| < 4.
    let s = (parts[1] * 0.25).tanh() * 4 + Self.firstWidth
    return parts[0] + s.exp() * grain
  }
}
