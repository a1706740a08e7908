import Foundation
import OrreryKit
import TestSupport

/// A toy: the mean of the pixels times one weight for each class.
struct BrightnessClassifier: Classifier {
  struct Configuration: Codable, Sendable {
    var gain = 1.0
  }

  struct Weights: Module {
    var weight: Parameter
  }

  static let info = ArchitectureInfo(
    name: "test/brightness", summary: "Bright or faint.", version: "1.0.0", task: .classification,
    accepts: .image,
    settings: [Setting("gain", "Multiplies the mean", range: 0...100)])
  static let defaults = Configuration()

  let weights: Weights
  let configuration: Configuration
  let specification: ModelSpecification
  var module: any Module { weights }

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    self.configuration = configuration
    self.specification = specification
    weights = Weights(weight: Parameter(Tensor([0, 0], shape: [2])))
  }

  /// The mean of each image.
  func features(_ batch: ImageBatch, _ pass: inout Pass) -> Tensor {
    let pixels = batch.images.scalars
    let size = pixels.count / max(1, batch.rows.count)
    let means = batch.rows.indices.map { row in
      pixels[row * size..<(row + 1) * size].reduce(0, +) / Float(size)
    }
    return Tensor(means, shape: [means.count, 1])
  }

  func logits(_ features: Tensor, _ pass: inout Pass) -> Tensor {
    let weight = weights.weight.value.scalars
    let logits = features.scalars.flatMap { mean in
      weight.map { $0 * mean * Float(configuration.gain) }
    }
    return Tensor(logits, shape: [features.shape[0], 2])
  }

  /// Writes weights and card into a folder; returns it.
  static func store(
    in workspace: Workspace, name: String = "toy", stages: [ModelCard.StageRecord] = [],
    channels: Int = 1, shape: [Int] = [], weight: [Float] = [1, -1]
  ) throws {
    let folder = "models/test/brightness/"
    let file = Safetensors(["weight": StateTensor(weight, shape: [2])])
    try workspace.write(file.bytes, to: folder + name + ".safetensors")
    let card = ModelCard(
      architecture: info.name, name: name, summary: "A toy.", configuration: .object([:]),
      specification: ModelSpecification(
        input: .image, channels: channels, shape: shape, classes: ["bright", "faint-one"]),
      stages: stages,
      training: ModelCard.Training(
        data: "none", objects: [:], seed: 0, epochs: 0, date: "2026-11-21", recipe: ""),
      metrics: [:], command: "none")
    let json = try JSONEncoder().encode(card)
    try workspace.write(Array(json), to: folder + name + ".json")
  }
}
