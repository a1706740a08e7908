extension Explainer {
  /// Evidence and its slope at some objects.
  struct Slopes {
    /// ∂ evidence / ∂ value, in the order of the object's values.
    var gradients: [[Float]]
  }

  /// Parts of a series that are shifted together where slopes come from differences.
  static let differenceParts = 96

  static let untraceable =
    "the model is no classifier that takes pixels as they are, so that no gradient reaches them; "
    + "occlusion and kernel-shap work on any model"

  /// Whether slopes come from the tape; from differences otherwise.
  func isTraceable() throws -> Bool {
    guard let classifier = architecture as? any Classifier else { return false }
    return try traced(classifier, [object.values]) != nil
  }

  /// Slopes at some values of the object: by the tape where the model's batch holds them as they are,
  /// by central differences for series of any model.
  /// - Throws: `DataError.unsupported` for images that the tape cannot follow.
  func slopes(at points: [[Float]]) throws -> Slopes {
    var gradients: [[Float]] = []
    for start in stride(from: 0, to: points.count, by: Self.batch) {
      let part = Array(points[start..<min(start + Self.batch, points.count)])
      if let classifier = architecture as? any Classifier,
        let found = try traced(classifier, part)
      {
        gradients += found.gradients
        continue
      }
      guard object.kind != .image else {
        throw DataError(.unsupported, Self.untraceable)
      }
      gradients += try part.map(differences)
    }
    return Slopes(gradients: gradients)
  }

  /// `nil` where the batch does not hold the values as they are.
  private func traced<C: Classifier>(_ classifier: C, _ points: [[Float]]) throws -> Slopes? {
    let tape = InputTape()
    let objects = points.map(object.with)
    let batch = try tape.recording { try classifier.inputs(objects) }
    guard batch.rows.count == points.count,
      let leaf = tape.leaves.first(where: { holds($0, points) })
    else { return nil }
    let evidence = classifier.module.frozen {
      var pass = Pass.inference
      let features = classifier.features(batch, &pass)
      return self.evidence(classifier.logits(features, &pass))
    }
    guard evidence.isTracked else { return nil }
    let gradient = evidence.sum().gradients(at: [leaf])[0].scalars
    let count = points[0].count
    return Slopes(
      gradients: points.indices.map { Array(gradient[$0 * count..<($0 + 1) * count]) })
  }

  /// True where the tensor is these values, those that do not count apart.
  private func holds(_ leaf: Tensor, _ points: [[Float]]) -> Bool {
    guard leaf.count == points.count * object.values.count, leaf.count > 0 else { return false }
    let held = leaf.scalars
    let wanted = points.joined()
    let count = object.values.count
    return zip(held.indices, wanted).allSatisfy { index, value in
      held[index] == value || !object.isGood(index % count)
    }
  }

  /// (E(x + h) - E(x - h)) / 2h of neighbours together, shared among them evenly.
  private func differences(_ point: [Float]) throws -> [Float] {
    let players = Players.segments(of: object, count: Self.differenceParts)
    let step = differenceStep
    let evidence = try evidence(count: 2 * players.count) { number in
      let shift = number % 2 == 0 ? step : -step
      var values = point
      for place in players.places[number / 2] { values[place] += shift }
      return object.with(values)
    }
    var gradient = [Float](repeating: 0, count: point.count)
    for (part, places) in players.places.enumerated() {
      let slope = (evidence[2 * part] - evidence[2 * part + 1]) / (2 * Double(step))
      guard slope.isFinite else { continue }
      for place in places { gradient[place] = Float(slope / Double(places.count)) }
    }
    return gradient
  }

  /// A quarter of the scatter of the values around those of the absence: small beside what a model
  /// looks for, large beside rounding.
  private var differenceStep: Float {
    let (values, base) = (object.values, absence.values)
    let off = values.indices.filter(object.isGood).map { abs(values[$0] - base[$0]) }
    let spread = OrderedValues(off).median
    let level = OrderedValues(values.indices.filter(object.isGood).map { abs(values[$0]) }).median
    return Float(max(spread / 4, level * 1e-5, 1e-30))
  }
}
