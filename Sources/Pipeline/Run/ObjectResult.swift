import OrreryKit

/// What a run says of one object: its catalogue row and what its products show.
struct ObjectResult: Sendable {
  var prepared: PreparedObject
  /// `nil` in a pipeline without a model.
  var prediction: Prediction?

  var object: SkyObject { prepared.object }

  /// Flags of the stages and of the model, each once.
  var flags: [ObjectFlag] {
    object.flags + (prediction?.flags ?? []).filter { !object.flags.contains($0) }
  }

  /// Place and probability of the most probable class; `nil` where there is no prediction.
  var best: (place: Int, probability: Float)? {
    guard let probabilities = prediction?.probabilities, !probabilities.isEmpty,
      probabilities.allSatisfy({ !$0.isNaN })
    else { return nil }
    // The first of equals, as the classes are ordered.
    let highest = probabilities.max() ?? .nan
    return probabilities.firstIndex(of: highest).map { ($0, highest) }
  }
}
