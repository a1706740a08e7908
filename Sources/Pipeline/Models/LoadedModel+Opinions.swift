import OrreryKit

extension LoadedModel {
  /// Calibrated probabilities of each object, as every member and every pass with dropout gives them.
  ///
  /// An object's passes with dropout are a batch of their own with a random stream of its id: they do
  /// not depend on which objects are predicted together.
  /// - Parameter raw: what the model itself says, not calibrated.
  /// - Returns: `nil` where there is one opinion only.
  func opinions(_ objects: [SkyObject], raw: [Prediction]) throws -> [[[Float]]]? {
    guard !members.isEmpty || dropoutSamples > 0 else { return nil }
    var result = [[[Float]]](repeating: [], count: objects.count)
    for (number, member) in ([self] + members).enumerated() {
      if dropoutSamples == 0 {
        let predictions =
          number == 0
          ? raw : try member.architecture.answers(to: objects, batch: max(1, objects.count))
        for (place, prediction) in predictions.enumerated() {
          result[place].append(member.card.calibration.calibrated(prediction.probabilities))
        }
        continue
      }
      for (place, object) in objects.enumerated() {
        var pass = Pass.sampling(
          RandomStream(seed: UInt64(number), key: object.id, purpose: "dropout in prediction"))
        let copies = [SkyObject](repeating: object, count: dropoutSamples)
        result[place] += try member.architecture.predict(copies, &pass).map {
          member.card.calibration.calibrated($0.probabilities)
        }
      }
    }
    return result
  }
}
