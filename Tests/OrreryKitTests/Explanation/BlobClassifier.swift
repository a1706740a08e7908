import OrreryKit

/// A toy network that tells images with a blob from those without: a filter like a blob, its mean
/// answer above a threshold. The second plane of an image counts nothing.
struct BlobClassifier: Classifier, Module {
  struct Configuration: Codable, Sendable {
    /// True for weights by chance in place of the blob's.
    var isRandom = false
  }

  static let defaults = Configuration()
  static let info = ArchitectureInfo(
    name: "test/blob", summary: "Blobs.", version: "1.0.0", task: .classification, accepts: .image,
    settings: [Setting("isRandom", "Weights by chance")])

  let specification: ModelSpecification
  let body: Sequential
  let head: Linear

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    self.specification = specification
    let convolution = Conv2d(
      inputChannels: specification.channels, outputChannels: 2, kernelSize: 5, padding: 2,
      random: &random)
    head = Linear(inputs: 2, outputs: 3, random: &random)
    if !configuration.isRandom {
      var kernel = [Float](repeating: 0, count: 2 * specification.channels * 25)
      for index in 0..<25 { kernel[index] = 1 / 25 }
      convolution.weight.value = Tensor(kernel, shape: convolution.weight.value.shape)
      convolution.bias?.value = Tensor([-0.5, 0], shape: [2])
      // Filter 0 speaks for class 1.
      head.weight.value = Tensor([0, 0, 100, 0, -5, 0], shape: [3, 2])
      head.bias?.value = Tensor([0, -1, 0], shape: [3])
    }
    body = Sequential(convolution, ReLU(), GlobalAveragePool2d())
  }

  func features(_ batch: ImageBatch, _ pass: inout Pass) -> Tensor { body(batch.images, &pass) }

  func logits(_ features: Tensor, _ pass: inout Pass) -> Tensor { head(features, &pass) }

  static let side = 32
  /// Pixels of the blob that is planted.
  static let blob = (x: 18..<25, y: 6..<13)

  static func model(isRandom: Bool = false, channels: Int = 1) throws -> BlobClassifier {
    var random = RandomStream(seed: 3, key: "blob")
    return try BlobClassifier(
      Configuration(isRandom: isRandom),
      specification: ModelSpecification(
        input: .image, channels: channels, shape: [side, side], classes: ["none", "blob", "other"]),
      random: &random)
  }

  /// Noise with a blob in its first plane.
  static func object(channels: Int = 1) -> SkyObject {
    var random = RandomStream(seed: 5, key: "sky")
    var image = Image(repeating: 0, channels: channels, height: side, width: side)
    for index in image.pixels.indices { image.pixels[index] = Float(0.1 * random.normal()) }
    for y in blob.y { for x in blob.x { image[0, y, x] += 2 } }
    return SkyObject(id: "blob", content: .image(image))
  }

  /// Share of what speaks for the class that lies within two pixels of the blob.
  static func share(_ map: Attribution) -> Float {
    var (inside, all) = (Float(0), Float(0))
    for (place, value) in map.values.enumerated() where value > 0 {
      let (x, y) = (place % side, place / side)
      all += value
      let near = blob.x.lowerBound - 2..<blob.x.upperBound + 2
      if near.contains(x), (blob.y.lowerBound - 2..<blob.y.upperBound + 2).contains(y) {
        inside += value
      }
    }
    return inside / all
  }
}
