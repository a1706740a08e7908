import OrreryKit

extension Inspector {
  /// Training examples that are shown.
  private static let shown = 5

  /// The objects of the training whose features are nearest; why there are none is a note.
  func addExamples(
    _ prediction: Prediction, _ prepared: Prepared, to result: inout Result
  ) {
    guard !prediction.features.isEmpty else { return }
    func note(_ text: String) { result.facts.prediction?.notes.append(text) }
    do {
      guard let examples = try prepared.model.trainingExamples() else {
        return note("no training examples lie beside the weights to compare with")
      }
      let classes = prepared.model.card.specification.classes
      let nearest = try examples.nearest(to: prediction.features, count: Self.shown)
      result.facts.prediction?.nearestExamples = nearest.map {
        .init(id: $0.id, class: $0.label.map { classes[$0] }, distance: $0.distance)
      }
      result.facts.prediction?.typicalDistance = examples.typicalDistance
      guard let looks = examples.looks else { return }
      result.looks = nearest.compactMap { example in
        if let picture = looks.picture(example.place) { return .picture(picture) }
        return looks.sketch(example.place).map {
          .sketch(x: $0.x, y: $0.y, isLine: prepared.object.kind == .spectrum)
        }
      }
    } catch { note("no training examples: \(error)".printable) }
  }
}
