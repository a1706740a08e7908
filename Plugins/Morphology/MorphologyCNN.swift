import OrreryKit

/// A plain convolutional classifier of galaxy stamps (after Dieleman et al. 2015, MNRAS 450, 1441,
/// with batch normalisation and global pooling).
///
///     depth ×  [ conv 3×3 → norm → ReLU → conv 3×3 → norm → ReLU → max pool 2×2 ]
///     mean over the plane → dropout → linear
///
/// Each block doubles the channels, from `width`.
///
/// **Shapes** `[N, channels, H, W]` to `[N, classes]`; H and W any size from `2^depth` up.
public struct MorphologyCNN: Classifier, Module {
  public struct Configuration: Codable, Sendable {
    /// Channels of the first block.
    public var width = 16
    /// Blocks; each halves the image.
    public var depth = 4
    /// Share of the pooled features that dropout takes away in training.
    public var dropout = 0.3
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "morphology-cnn", summary: "Galaxy morphology from stamps, by a plain CNN.",
    version: "1.0.0", task: .classification, accepts: .image,
    settings: [
      Setting("width", "Channels of the first block", range: 1...512),
      Setting("depth", "Blocks; each halves the image and doubles the channels", range: 1...8),
      Setting("dropout", "Share of the features dropped in training", range: 0...0.9),
    ], reference: "Dieleman et al. 2015, MNRAS 450, 1441")

  public let specification: ModelSpecification
  let body: Sequential
  let dropout: Dropout
  let head: Linear

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    let smallest = 1 << configuration.depth
    if let side = specification.shape.min(), side < smallest {
      throw Settings.Failure(
        path: ["depth"],
        reason: "\(configuration.depth) blocks need \(smallest) pixels, the images have \(side)")
    }
    var layers: [any Layer] = []
    var channels = specification.channels  // [N, channels, H, W]
    for block in 0..<configuration.depth {
      let next = configuration.width << block
      for inputs in [channels, next] {
        layers += [
          Conv2d(
            inputChannels: inputs, outputChannels: next, kernelSize: 3, padding: 1, hasBias: false,
            random: &random),
          BatchNorm2d(channels: next), ReLU(),
        ]
      }
      layers.append(MaxPool2d(kernelSize: 2))  // [N, next, H / 2, W / 2]
      channels = next
    }
    layers.append(GlobalAveragePool2d())  // [N, channels]
    self.specification = specification
    body = Sequential(layers)
    dropout = Dropout(Float(configuration.dropout))
    head = Linear(inputs: channels, outputs: specification.classes.count, random: &random)
  }

  public func features(_ batch: ImageBatch, _ pass: inout Pass) -> Tensor {
    body(batch.images, &pass)
  }

  public func logits(_ features: Tensor, _ pass: inout Pass) -> Tensor {
    head(dropout(features, &pass), &pass)
  }
}
