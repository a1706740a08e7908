import Foundation
import OrreryKit

/// A model with its weights in memory, ready to predict.
public struct LoadedModel: Sendable {
  public let architecture: any Architecture
  public let card: ModelCard
  /// SHA-256 of the weights file.
  public let digest: String
  /// Where the weights were found; `nil` of a model that was never stored.
  public internal(set) var entry: ModelEntry?
  /// Further weights of the same classes, whose probabilities are averaged with these.
  public var members: [LoadedModel] = []
  /// Asks another process for the answers; `nil` answers here.
  public var isolated: IsolatedPlugins?
  /// Passes with dropout whose probabilities are averaged; 0 for one pass without.
  public var dropoutSamples = 0

  /// The classes that it tells probabilities of; empty of a model with another task, which may know
  /// classes all the same: a generator makes objects of them.
  public var classes: [String] {
    type(of: architecture).info.task == .classification ? card.specification.classes : []
  }

  init(architecture: any Architecture, card: ModelCard, digest: String) {
    self.architecture = architecture
    self.card = card
    self.digest = digest
  }

  /// One prediction for each object, in order: with calibrated probabilities, the conformal set, and
  /// the distance of its features from those of the training; of several opinions the average, and
  /// how far they disagree.
  public func predict(_ objects: [SkyObject]) throws -> [Prediction] {
    if let isolated { return try isolated.predict(objects) }
    var pass = Pass.inference
    var predictions = try architecture.predict(objects, &pass)
    let opinions = try opinions(objects, raw: predictions)
    for place in predictions.indices {
      try complete(&predictions[place], opinions: opinions?[place])
    }
    return predictions
  }

  /// Some objects that the weights were trained on, read from the file beside them.
  /// - Returns: `nil` where there is none.
  /// - Throws: `DataError` where the file is of other weights, or damaged.
  public func trainingExamples() throws -> TrainingExamples? {
    guard let entry, FileManager.default.fileExists(atPath: entry.examples) else { return nil }
    return try TrainingExamples(
      reading: entry.examples, weights: SHA256.hexadecimal(ofFile: entry.weights),
      classes: card.specification.classes.count)
  }

  /// The prediction for an image that need not fit into memory.
  /// - Throws: `DataError.unsupported` where the architecture takes images whole.
  func predict(_ image: any TiledImage, scratch: ScratchFile) throws -> TiledPrediction {
    guard let tiled = architecture as? any TiledArchitecture else {
      let name = type(of: architecture).info.name
      throw DataError(.unsupported, "\(name) takes images whole")
    }
    var pass = Pass.inference
    var result = try tiled.predict(image, scratch: scratch, &pass)
    try complete(&result.prediction, opinions: nil)
    return result
  }

  private func complete(_ prediction: inout Prediction, opinions: [[Float]]?) throws {
    let classes = card.specification.classes
    prediction.probabilities = card.calibration.calibrated(prediction.probabilities)
    if let opinions {
      let average = Opinions(opinions)
      prediction.probabilities = average.mean
      prediction.measurements.append(
        Measurement(
          "disagreement", .real(average.disagreement), unit: "nat",
          description: "Mutual information of class and member, of \(opinions.count) opinions"))
    } else {
      try card.calibration.addSet(to: &prediction, classes: classes)
    }
    try card.calibration.addDistance(to: &prediction)
    if let table = prediction.tables["probability-over-time"] {
      prediction.tables["probability-over-time"] = card.calibration.calibrated(
        table, classes: classes)
    }
  }
}
