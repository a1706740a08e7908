import Foundation
import OrreryKit

/// A U-Net that says which noise and which object are mixed in a noisy image
/// (Ho et al. 2020, arXiv:2006.11239).
///
/// Its answer is v = α ε - σ x, from which both follow at every time.
///
/// **Shapes** `[N, channels, H, W]`, times `[N]`, classes `[N, K]` to `[N, channels, H, W]`.
struct Denoiser: Module {
  private let time: Sequential
  private let classes: Linear?
  private let stem: Conv2d
  private let down: [TimeBlock]
  private let middle: TimeBlock
  private let up: [TimeBlock]
  private let norm: GroupNorm
  private let head: Conv2d
  private let pool = AveragePool2d(kernelSize: 2)
  private let larger = Upsample(scaleFactor: 2)

  /// Waves that a time is told by, sines and cosines each.
  private static let waves = 8

  /// - Parameters:
  ///   - beside: channels of an image that is looked at besides.
  ///   - width: channels at full size; each level below has twice as many.
  init(
    channels: Int, beside: Int = 0, levels: Int, width: Int, classes: Int,
    random: inout RandomStream
  ) {
    let embedding = 4 * width
    time = Sequential(
      Linear(inputs: 2 * Self.waves, outputs: embedding, random: &random), SiLU(),
      Linear(inputs: embedding, outputs: embedding, random: &random))
    self.classes =
      classes > 0
      ? Linear(inputs: classes, outputs: embedding, hasBias: false, random: &random) : nil
    stem = Conv2d(
      inputChannels: channels + beside, outputChannels: width, kernelSize: 3, padding: 1,
      random: &random)
    var widths = [width]
    down = (0..<levels).map { level in
      let own = width << level
      defer { widths.append(own) }
      return TimeBlock(
        inputs: widths[level], outputs: own, embedding: embedding, random: &random)
    }
    let deepest = width << levels
    middle = TimeBlock(
      inputs: widths[levels], outputs: deepest, embedding: embedding, random: &random)
    var inputs = deepest
    up = (0..<levels).reversed().map { level in
      let own = width << level
      defer { inputs = own }
      return TimeBlock(
        inputs: inputs + own, outputs: own, embedding: embedding, random: &random)
    }
    norm = GroupNorm(groups: 1, channels: width)
    head = Conv2d(
      inputChannels: width, outputChannels: channels, kernelSize: 3, padding: 1,
      initializer: .constant(0), random: &random)
    head.bias?.value = .zeros([channels])
  }

  func callAsFunction(
    _ images: Tensor, times: [Double], conditions: Tensor?, _ pass: inout Pass
  ) -> Tensor {
    var told = time(Self.waves(of: times), &pass)
    if let classes, let conditions { told = told + classes(conditions, &pass) }
    told = told.silu()
    var value = stem(images, &pass)
    var kept: [Tensor] = []
    for block in down {
      value = block(value, told, &pass)
      kept.append(value)
      value = pool(value, &pass)
    }
    value = middle(value, told, &pass)
    for block in up {
      let beside = kept.removeLast()
      value = block(.concatenated([larger(value, &pass), beside], axis: 1), told, &pass)
    }
    return head(norm(value, &pass).silu(), &pass)
  }

  /// `[N, 2 waves]`.
  private static func waves(of times: [Double]) -> Tensor {
    let values = times.flatMap { time in
      (0..<waves).flatMap { wave -> [Float] in
        let angle = Double.pi * Double(1 << wave) * time / 2
        return [Float(sin(angle)), Float(cos(angle))]
      }
    }
    return Tensor(values, shape: [times.count, 2 * waves])
  }
}
