import OrreryKit

/// Tells classes of images apart by a small convolutional network with squeeze-and-excitation
/// (Hu et al. 2018, arXiv:1709.01507).
///
///     blocks ×  [ conv 3×3 → norm → ReLU → squeeze-and-excitation → max pool 2×2 ]
///     mean over the plane → linear
///
/// **Shapes** `[N, channels, H, W]` to `[N, classes]`; H and W any size from `2^blocks` up.
public struct ClassifierTemplate: Classifier, Module {
  /// What a recipe may change; every key stands in `info.settings` too.
  public struct Configuration: Codable, Sendable {
    public var width = 16
    public var blocks = 3
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "author/classifier-template", summary: "Classes of images, by squeeze-and-excitation.",
    version: "0.1.0", task: .classification, accepts: .image,
    settings: [
      Setting("width", "Channels of the first block", range: 1...512),
      Setting("blocks", "Blocks; each halves the image and doubles the channels", range: 1...6),
    ], reference: "Hu et al. 2018, arXiv:1709.01507")

  public let specification: ModelSpecification
  let body: Sequential
  let head: Linear

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    let smallest = 1 << configuration.blocks
    if let side = specification.shape.min(), side < smallest {
      throw Settings.Failure(
        path: ["blocks"],
        reason: "\(configuration.blocks) blocks need \(smallest) pixels, the images have \(side)")
    }
    var layers: [any Layer] = []
    var channels = specification.channels  // [N, channels, H, W]
    for block in 0..<configuration.blocks {
      let next = configuration.width << block
      layers += [
        Conv2d(
          inputChannels: channels, outputChannels: next, kernelSize: 3, padding: 1, hasBias: false,
          random: &random),
        BatchNorm2d(channels: next), ReLU(),
        SqueezeExcitation(channels: next, random: &random),
        MaxPool2d(kernelSize: 2),  // [N, next, H / 2, W / 2]
      ]
      channels = next
    }
    layers.append(GlobalAveragePool2d())  // [N, channels]
    self.specification = specification
    body = Sequential(layers)
    head = Linear(inputs: channels, outputs: specification.classes.count, random: &random)
  }

  public func features(_ batch: ImageBatch, _ pass: inout Pass) -> Tensor {
    body(batch.images, &pass)
  }

  public func logits(_ features: Tensor, _ pass: inout Pass) -> Tensor { head(features, &pass) }
}

/// Weighs each channel by what all channels hold of the whole image.
struct SqueezeExcitation: PureLayer {
  let squeeze: Linear
  let excite: Linear

  init(channels: Int, random: inout RandomStream) {
    squeeze = Linear(inputs: channels, outputs: max(1, channels / 4), random: &random)
    excite = Linear(inputs: max(1, channels / 4), outputs: channels, random: &random)
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    let mean = input.globalAveragePool2d()  // [N, C]
    let weight = excite(squeeze(mean).relu()).sigmoid()
    return input * weight.reshaped(weight.shape + [1, 1])
  }
}
