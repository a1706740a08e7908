import Foundation
import OrreryKit

/// A model with its weights in memory, ready to predict.
public struct LoadedModel: Sendable {
  public let architecture: any Architecture
  public let card: ModelCard
  /// SHA-256 of the weights file.
  public let digest: String

  /// One prediction for each object, in order: with calibrated probabilities, the conformal set, and
  /// the distance of its features from those of the training.
  public func predict(_ objects: [SkyObject]) throws -> [Prediction] {
    var pass = Pass.inference
    return try architecture.predict(objects, &pass).map { prediction in
      var prediction = prediction
      prediction.probabilities = card.calibration.calibrated(prediction.probabilities)
      try card.calibration.addSet(to: &prediction, classes: card.specification.classes)
      try card.calibration.addDistance(to: &prediction)
      if let table = prediction.tables["probability-over-time"] {
        prediction.tables["probability-over-time"] = card.calibration.calibrated(
          table, classes: card.specification.classes)
      }
      return prediction
    }
  }
}
