import OrreryKit

/// A toy: one convolution that says where objects are.
struct MapLearner: Supervised, Module {
  struct Configuration: Codable, Sendable {}
  struct Batch: Sendable {
    var images: Tensor
    var isObject: Tensor
  }

  static let info = ArchitectureInfo(
    name: "me/map-learner", summary: "A toy.", version: "1.0.0", task: .segmentation,
    accepts: .image, learnsFrom: ["truth"], provides: ["segmentation"], settings: [])
  static let defaults = Configuration()
  static let compares = OutputKind.presence

  let specification: ModelSpecification
  let layer: Conv2d

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) {
    self.specification = specification
    layer = Conv2d(
      inputChannels: specification.channels, outputChannels: 1, kernelSize: 3, padding: 1,
      random: &random)
  }

  func batch(_ objects: [SkyObject]) throws -> Batch {
    let batch = try ImageBatch(objects, specification: specification)
    let truth = batch.rows.flatMap { row in
      (objects[row].layers["truth"]?.pixels ?? []).map { $0 > 0 ? Float(1) : 0 }
    }
    return Batch(images: batch.images, isObject: Tensor(truth, shape: batch.images.shape))
  }

  func compare(_ batch: Batch, _ pass: inout Pass) -> Comparison {
    Comparison(.presence, output: layer(batch.images, &pass), target: batch.isObject)
  }

  func predict(_ objects: [SkyObject], _ pass: inout Pass) -> [Prediction] {
    objects.map { _ in Prediction() }
  }
}
