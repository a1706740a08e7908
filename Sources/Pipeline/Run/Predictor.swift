import OrreryKit

/// Asks the model for predictions of batches; an object that it refuses fails alone.
struct Predictor: Sendable {
  let model: LoadedModel?

  /// Objects that can stand in one batch with the first.
  func fits(_ object: SkyObject, with first: SkyObject) -> Bool {
    guard let image = object.image, let other = first.image else { return true }
    return (image.height, image.width) == (other.height, other.width)
  }

  /// One result for each object, in order.
  /// - Throws: `PluginFailure` where the model breaks its contract.
  func predict(_ batch: [PreparedObject]) throws -> [Result<ObjectResult, StepFailure>] {
    guard let model else { return batch.map { .success(ObjectResult(prepared: $0)) } }
    do {
      return try predictAll(batch, model).map { .success($0) }
    } catch let failure as PluginFailure {
      throw failure
    } catch  where batch.count == 1 {
      return [.failure(StepFailure(step: "model", error: error))]
    } catch {
      return try batch.flatMap { try predict([$0]) }
    }
  }

  /// What the model says of an image that is not in memory.
  /// - Throws: why the object cannot be used; `PluginFailure`.
  func predict(_ object: TiledObject, scratch: ScratchFile) throws -> TiledPrediction {
    guard let model else { return TiledPrediction(Prediction()) }
    let predicted = try model.predict(object.image, scratch: scratch)
    try check([predicted.prediction], of: 1, model)
    return predicted
  }

  private func predictAll(
    _ batch: [PreparedObject], _ model: LoadedModel
  ) throws -> [ObjectResult] {
    let predictions = try model.predict(batch.map(\.object))
    try check(predictions, of: batch.count, model)
    return zip(batch, predictions).map { ObjectResult(prepared: $0, prediction: $1) }
  }

  /// - Throws: `PluginFailure` where the model breaks its contract.
  private func check(_ predictions: [Prediction], of count: Int, _ model: LoadedModel) throws {
    let name = type(of: model.architecture).info.name
    guard predictions.count == count else {
      throw PluginFailure(name, "gave \(predictions.count) predictions for \(count) objects")
    }
    let classes = model.classes.count
    for prediction in predictions where prediction.probabilities.count != classes {
      throw PluginFailure(
        name, "gave \(prediction.probabilities.count) probabilities for \(classes) classes")
    }
  }
}
