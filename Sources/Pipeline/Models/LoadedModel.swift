import Foundation
import OrreryKit

/// A model with its weights in memory, ready to predict.
public struct LoadedModel: Sendable {
  public let architecture: any Architecture
  public let card: ModelCard
  /// SHA-256 of the weights file.
  public let digest: String

  /// One calibrated prediction for each object, in order.
  public func predict(_ objects: [SkyObject]) throws -> [Prediction] {
    var pass = Pass.inference
    return try architecture.predict(objects, &pass).map { prediction in
      var prediction = prediction
      prediction.probabilities = card.calibration.calibrated(prediction.probabilities)
      return prediction
    }
  }
}

extension Calibration {
  /// p^(1/T) / Σ p^(1/T); NaN stays NaN.
  func calibrated(_ probabilities: [Float]) -> [Float] {
    guard temperature != 1 else { return probabilities }
    let weights = probabilities.map { pow(Double($0), 1 / temperature) }
    let sum = weights.reduce(0, +)
    return weights.map { Float($0 / sum) }
  }
}
