import OrreryKit

/// Gives each pixel of an image the probability that an object lies on it, by dilated convolutions
/// (Yu & Koltun 2016, arXiv:1511.07122), so that images of any size go.
///
///     conv 3×3 with gaps of 1, 2, 4, 8 → ReLU each → conv 1×1
///
/// **Shapes** `[N, channels, H, W]` to `[N, 1, H, W]`.
public struct SegmenterTemplate: Supervised, Module {
  /// What a recipe may change; every key stands in `info.settings` too.
  public struct Configuration: Codable, Sendable {
    public var width = 12
    public var threshold = 0.5
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "author/segmenter-template", summary: "Pixels of objects, by dilated convolutions.",
    version: "0.1.0", task: .segmentation, accepts: .image, learnsFrom: ["truth"],
    provides: ["probability", "segmentation"],
    settings: [
      Setting("width", "Channels of each layer", range: 1...512),
      Setting("threshold", "Least probability of an object's pixel", range: 0.01...0.99),
    ], reference: "Yu & Koltun 2016, arXiv:1511.07122")

  public let specification: ModelSpecification
  let body: Sequential
  private let threshold: Float

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    var specification = specification
    specification.shape = []  // any size
    self.specification = specification
    threshold = Float(configuration.threshold)
    var layers: [any Layer] = []
    var channels = specification.channels
    for gap in [1, 2, 4, 8] {
      layers += [
        Conv2d(
          inputChannels: channels, outputChannels: configuration.width, kernelSize: 3,
          padding: Size2d(gap), dilation: Size2d(gap), random: &random),
        ReLU(),
      ]
      channels = configuration.width  // [N, width, H, W]
    }
    layers.append(
      Conv2d(inputChannels: channels, outputChannels: 1, kernelSize: 1, random: &random))
    body = Sequential(layers)
  }

  // MARK: - Training

  /// Images and, for each pixel, whether an object lies on it.
  public struct Batch: Sendable {
    let images: Tensor
    let isObject: Tensor
  }

  public func batch(_ objects: [SkyObject]) throws -> Batch {
    let batch = try ImageBatch(objects, specification: specification)
    let (height, width) = (batch.images.shape[2], batch.images.shape[3])
    var isObject: [Float] = []
    for row in batch.rows {
      guard let truth = objects[row].layers["truth"], truth.pixels.count == height * width else {
        throw DataError(.missing, "\(objects[row].id): has no true map to learn from")
      }
      isObject += truth.pixels.map { $0 > 0 ? 1 : 0 }
    }
    return Batch(
      images: batch.images,
      isObject: Tensor(isObject, shape: [batch.rows.count, 1, height, width]))
  }

  public static let compares = OutputKind.presence

  public func compare(_ batch: Batch, _ pass: inout Pass) throws -> Comparison {
    Comparison(.presence, output: body(batch.images, &pass), target: batch.isObject)
  }

  // MARK: - Prediction

  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    try objects.map { object in
      let batch = try ImageBatch([object], specification: specification)
      guard let image = object.image, !batch.rows.isEmpty else {
        return Prediction(flags: batch.flags.first ?? [])
      }
      let probability = withoutGradient { body(batch.images, &pass).sigmoid() }.scalars
      let isObject: [Float] = probability.map { $0 >= threshold ? 1 : 0 }
      func layer(_ pixels: [Float]) -> Image {
        Image(pixels: pixels, height: image.height, width: image.width)
      }
      return Prediction(
        measurements: [
          Measurement(
            "object_share", .real(Double(isObject.reduce(0, +)) / Double(isObject.count)),
            description: "Share of the pixels that objects lie on")
        ],
        layers: ["probability": layer(probability), "segmentation": layer(isObject)],
        flags: batch.flags[0])
    }
  }
}
