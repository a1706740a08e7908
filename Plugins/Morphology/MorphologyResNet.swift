import OrreryKit

/// A residual network that classifies galaxy stamps (He et al. 2016, arXiv:1512.03385, with the stem
/// for small images: one 3×3 convolution and no pooling).
///
///     conv 3×3 → norm → ReLU → stages of residual blocks → mean over the plane → dropout → linear
///
/// Each stage after the first halves the image and doubles the channels, from `width`.
///
/// Galaxies have no up: a prediction is the mean over `views` of the image, turned by right angles and,
/// with 8 of them, mirrored (Dieleman et al. 2015, MNRAS 450, 1441, average over views too). A mirror
/// turns one class into another where `mirrored` names the pair: the sense of a spiral.
///
/// **Shapes** `[N, channels, H, W]` to `[N, classes]`; H and W any size from `2^(stages - 1)` up.
public struct MorphologyResNet: Classifier, Module {
  public struct Configuration: Codable, Sendable {
    /// Channels of the first stage.
    public var width = 24
    /// Residual blocks of each stage, of two convolutions each.
    public var blocks = [2, 2, 2, 2]
    /// Share of the pooled features that dropout takes away in training.
    public var dropout = 0.3
    /// Orientations that a prediction is the mean of.
    public var views = 8
    /// Pairs of classes that a mirror turns into each other.
    public var mirrored: [[String]] = []
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "morphology-resnet", summary: "Galaxy morphology from stamps, by a residual network.",
    version: "1.0.0", task: .classification, accepts: .image,
    settings: [
      Setting("width", "Channels of the first stage", range: 1...512),
      Setting("blocks", "Residual blocks of each stage; each stage halves the image"),
      Setting("dropout", "Share of the features dropped in training", range: 0...0.9),
      Setting("views", "Orientations that a prediction is the mean of: 1, 4 or 8", range: 1...8),
      Setting("mirrored", "Pairs of classes that a mirror turns into each other"),
    ], reference: "He et al. 2016, arXiv:1512.03385")

  public let specification: ModelSpecification
  let body: Sequential
  let dropout: Dropout
  let head: Linear
  private let orientations: Orientations

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    let stages = configuration.blocks.count
    guard stages >= 1, configuration.blocks.allSatisfy({ (1...64).contains($0) }) else {
      throw Settings.Failure(path: ["blocks"], reason: "needs a number of blocks for each stage")
    }
    let smallest = 1 << (stages - 1)
    if let side = specification.shape.min(), side < smallest {
      throw Settings.Failure(
        path: ["blocks"],
        reason: "\(stages) stages need \(smallest) pixels, the images have \(side)")
    }
    orientations = try Orientations(
      views: configuration.views, mirrored: configuration.mirrored, classes: specification.classes)
    var layers: [any Layer] = Self.convolution(
      specification.channels, configuration.width, stride: 1, &random)
    layers.append(ReLU())
    var channels = configuration.width
    for (stage, blocks) in configuration.blocks.enumerated() {
      for block in 0..<blocks {
        let next = configuration.width << stage
        let stride = stage > 0 && block == 0 ? 2 : 1
        layers += [Self.block(channels, next, stride: stride, &random), ReLU()]
        channels = next  // [N, next, H / 2^stage, W / 2^stage]
      }
    }
    layers.append(GlobalAveragePool2d())  // [N, channels]
    self.specification = specification
    body = Sequential(layers)
    dropout = Dropout(Float(configuration.dropout))
    head = Linear(inputs: channels, outputs: specification.classes.count, random: &random)
  }

  /// `[N, F]`; in predictions with mirrored views `[N, 2 F]`, the mirrored image's behind its own.
  public func features(_ batch: ImageBatch, _ pass: inout Pass) -> Tensor {
    if pass.isTraining { return body(batch.images, &pass) }
    return orientations.average(batch.images) { body($0, &pass) }
  }

  public func logits(_ features: Tensor, _ pass: inout Pass) -> Tensor {
    if pass.isTraining { return head(dropout(features, &pass), &pass) }
    return orientations.joined(features) { head(dropout($0, &pass), &pass) }
  }

  private static func convolution(
    _ inputs: Int, _ outputs: Int, stride: Int, _ random: inout RandomStream
  ) -> [any Layer] {
    [
      Conv2d(
        inputChannels: inputs, outputChannels: outputs, kernelSize: 3, stride: Size2d(stride),
        padding: 1, hasBias: false, random: &random),
      BatchNorm2d(channels: outputs),
    ]
  }

  private static func block(
    _ inputs: Int, _ outputs: Int, stride: Int, _ random: inout RandomStream
  ) -> Residual {
    let body = Sequential(
      convolution(inputs, outputs, stride: stride, &random) + [ReLU()]
        + convolution(outputs, outputs, stride: 1, &random))
    guard stride != 1 || inputs != outputs else { return Residual(body) }
    return Residual(
      body,
      shortcut: Sequential(
        Conv2d(
          inputChannels: inputs, outputChannels: outputs, kernelSize: 1, stride: Size2d(stride),
          hasBias: false, random: &random),
        BatchNorm2d(channels: outputs)))
  }
}
