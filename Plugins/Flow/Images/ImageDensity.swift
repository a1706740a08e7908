import Foundation
import OrreryKit

/// An exact probability density of images: scales of invertible steps to Gaussian noise
/// (Kingma & Dhariwal 2018, "Glow", arXiv:1807.03039).
///
/// **Shapes** images `[N, C, H, W]`; noise `[N, C H W]`, that of the finest scale first.
struct ImageDensity: Module {
  private let levels: [ImageFlowLevel]
  /// `[C, H, W]`.
  let shape: [Int]

  /// - Precondition: 2 to the power of the levels divides height and width.
  init(shape: [Int], levels: Int, steps: Int, hidden: Int, random: inout RandomStream) {
    precondition(
      shape.count == 3 && shape[1] % (1 << levels) == 0 && shape[2] % (1 << levels) == 0,
      "ImageDensity: \(levels) levels of images \(shape)")
    self.shape = shape
    var channels = shape[0]
    self.levels = (0..<levels).map { level in
      channels *= level == 0 ? 4 : 2
      return ImageFlowLevel(
        channels: channels, steps: steps, hidden: hidden, isLast: level == levels - 1,
        random: &random)
    }
  }

  var dimensions: Int { shape.reduce(1, *) }

  /// - Returns: the noise that makes these images, and ln |det ∂z/∂x| of each.
  func latents(_ images: Tensor, _ pass: inout Pass) -> (z: Tensor, logDeterminant: Tensor) {
    let count = images.shape[0]
    var noises: [Tensor] = []
    var value = images
    var sum = Tensor.zeros([count])
    for level in levels {
      let (noise, rest, logDeterminant) = level.forward(value, &pass)
      noises.append(noise.reshaped([count, noise.count / max(1, count)]))
      sum += logDeterminant
      if let rest { value = rest }
    }
    return (.concatenated(noises, axis: 1), sum)
  }

  /// ln p of each image, in nats per unit of its own values: `[N]`.
  func logDensity(_ images: Tensor, _ pass: inout Pass) -> Tensor {
    let (z, logDeterminant) = latents(images, &pass)
    let norm = Float(0.5 * Double(dimensions) * log(2 * Double.pi))
    return logDeterminant - z.square().sum(over: [1]) * 0.5 - norm
  }

  /// The images that noise makes, without gradients.
  func images(_ latents: Tensor) -> Tensor {
    withoutGradient {
      var pass = Pass.inference
      let count = latents.shape[0]
      // Sizes of the noise of each level: a half of what is left, all of it at the last.
      var left = dimensions
      var sizes: [Int] = []
      for level in levels.indices {
        sizes.append(level == levels.count - 1 ? left : left / 2)
        left -= sizes[level]
      }
      let noises = latents.split(sizes, axis: 1)
      var value: Tensor?
      for (level, part) in levels.enumerated().reversed() {
        let (height, width) = (shape[1] >> (level + 1), shape[2] >> (level + 1))
        let channels = sizes[level] / (height * width)
        value = part.inverse(
          noise: noises[level].reshaped([count, channels, height, width]), rest: value, &pass)
      }
      return value ?? latents
    }
  }
}
