import OrreryKit

/// A generator and a discriminator of 64×64 images (Radford et al. 2016, arXiv:1511.06434).
enum DCGAN {
  /// **Shapes** `[N, noise, 1, 1]` to `[N, 3, 64, 64]` in (-1, 1).
  static func generator(noise: Int, width: Int, _ random: inout RandomStream) -> Sequential {
    var layers: [any Layer] = []
    var inputs = noise
    for (outputs, stride, padding) in [
      (8 * width, 1, 0), (4 * width, 2, 1), (2 * width, 2, 1), (width, 2, 1),
    ] {
      layers += [
        ConvTranspose2d(
          inputChannels: inputs, outputChannels: outputs, kernelSize: 4, stride: Size2d(stride),
          padding: Size2d(padding), hasBias: false, random: &random),
        BatchNorm2d(channels: outputs), ReLU(),
      ]
      inputs = outputs
    }
    layers += [
      ConvTranspose2d(
        inputChannels: inputs, outputChannels: 3, kernelSize: 4, stride: 2, padding: 1,
        hasBias: false, random: &random),
      Tanh(),
    ]
    return Sequential(layers)
  }

  /// **Shapes** `[N, 3, 64, 64]` to `[N]`: the logits of being real.
  static func discriminator(width: Int, _ random: inout RandomStream) -> Sequential {
    func halving(_ inputs: Int, _ outputs: Int) -> Conv2d {
      Conv2d(
        inputChannels: inputs, outputChannels: outputs, kernelSize: 4, stride: 2, padding: 1,
        hasBias: false, random: &random)
    }
    var layers: [any Layer] = [halving(3, width), LeakyReLU(slope: 0.2)]
    for inputs in [width, 2 * width, 4 * width] {
      layers += [
        halving(inputs, 2 * inputs), BatchNorm2d(channels: 2 * inputs), LeakyReLU(slope: 0.2),
      ]
    }
    layers.append(
      Conv2d(
        inputChannels: 8 * width, outputChannels: 1, kernelSize: 4, hasBias: false, random: &random
      ))
    return Sequential(layers)  // [N, 1, 1, 1]
  }
}
