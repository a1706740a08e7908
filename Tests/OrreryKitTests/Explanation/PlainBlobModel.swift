import OrreryKit

/// The blob network behind `predict` alone: what a model looks like that is no `Classifier`.
struct PlainBlobModel: Architecture {
  typealias Configuration = BlobClassifier.Configuration

  static let defaults = Configuration()
  static let info = ArchitectureInfo(
    name: "test/plain-blob", summary: "Blobs.", version: "1.0.0", task: .classification,
    accepts: .image, settings: [Setting("isRandom", "Weights by chance")])

  let model: BlobClassifier
  var specification: ModelSpecification { model.specification }
  var module: any Module { model }

  init(model: BlobClassifier) { self.model = model }

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    model = try BlobClassifier(configuration, specification: specification, random: &random)
  }

  func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    try model.predict(objects, &pass)
  }
}
