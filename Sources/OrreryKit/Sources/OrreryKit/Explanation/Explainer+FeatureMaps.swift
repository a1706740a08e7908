extension Explainer {
  /// What the filters of a layer answer to the object, those first that tell most places apart.
  ///
  /// - Parameters:
  ///   - layer: its name in the state dictionary; `nil` for the last with maps.
  ///   - count: filters to return.
  /// - Throws: `DataError.unsupported` where no layer has maps, `.missing` with the names there are.
  public func featureMaps(layer: String? = nil, count: Int = 16) throws -> FeatureMaps {
    let named = try layersWithMaps()
    guard !named.isEmpty else {
      throw DataError(.unsupported, "no layer of the model has feature maps")
    }
    let names = named.map(\.name)
    let chosen: LayerOutput
    if let layer {
      guard let found = named.first(where: { $0.name == layer }) else {
        throw DataError(
          .missing, "no layer '\(layer)'" + NearestNames.suggestion(for: layer, among: names))
      }
      chosen = found
    } else {
      guard let last = Self.lastMaps(named) ?? named.last else {
        throw DataError(.unsupported, "no layer of the model has feature maps")
      }
      chosen = last
    }
    let shape = chosen.tensor.shape
    let size = shape[2...].reduce(1, *)
    let scalars = chosen.tensor.scalars
    let maps = (0..<shape[1]).map { filter in
      let values = Array(scalars[filter * size..<(filter + 1) * size])
      return FeatureMaps.Map(
        filter: filter, values: values, height: shape.count == 4 ? shape[2] : 1,
        width: shape[shape.count - 1], mean: values.reduce(0, +) / Float(size))
    }
    func range(_ map: FeatureMaps.Map) -> Float {
      (map.values.max() ?? 0) - (map.values.min() ?? 0)
    }
    let best = maps.sorted { (range($1), $0.filter) < (range($0), $1.filter) }
    return FeatureMaps(
      layer: chosen.name, kind: chosen.kind, shape: shape, receptiveField: chosen.receptiveField,
      step: chosen.step, maps: Array(best.prefix(count)), layers: names)
  }

  /// Each layer once, by its first run.
  func layersWithMaps() throws -> [LayerOutput] {
    var failure: (any Error)?
    let model = architecture
    let object = object
    let shape = [1, max(1, model.specification.channels)] + inputSize
    let layers = withoutGradient {
      model.module.layerOutputs(input: .zeros(shape)) { pass in
        do { _ = try model.predict([object], &pass) } catch { failure = error }
      }
    }
    if let failure { throw failure }
    var seen: Set<String> = []
    return layers.filter { layer in
      let shape = layer.tensor.shape
      return (3...4).contains(shape.count) && shape[0] == 1 && shape[2...].reduce(1, *) > 1
        && !layer.name.isEmpty && seen.insert(layer.name).inserted
    }
  }

  /// Places of the object along each axis.
  private var inputSize: [Int] {
    object.image.map { [$0.height, $0.width] } ?? [object.values.count]
  }

  /// An object that makes a filter of a layer answer strongly: gradient ascent of its mean answer
  /// from the absence, in steps of the same length, held near the values that the object has
  /// (activation maximisation, Erhan et al. 2009).
  ///
  /// - Parameters:
  ///   - steps: of the ascent, each a twentieth of the standard deviation of the object's values.
  /// - Returns: the object, and the filter's mean answer to it.
  /// - Throws: `DataError.unsupported` for a model whose inputs no gradient reaches.
  public func maximising(
    filter: Int, ofLayer layer: String, steps: Int = 60
  ) throws -> (object: SkyObject, answer: Float) {
    guard let classifier = architecture as? any Classifier else {
      throw DataError(.unsupported, "what maximises a filter is told of classifiers only")
    }
    var values = absence.values
    let rate = deviation / 20
    var answer: Float = 0
    for _ in 0..<steps {
      let (mean, slope) = try ascent(classifier, values, layer, filter)
      answer = mean
      let length = (slope.reduce(0) { $0 + $1 * $1 } / Float(max(1, slope.count))).squareRoot()
      guard length > 0 else { break }
      for index in values.indices where object.isGood(index) {
        values[index] += rate * slope[index] / length
      }
    }
    return (object.with(values), answer)
  }

  /// Standard deviation of the object's values about those of the absence.
  private var deviation: Float {
    let base = absence.values
    let off = object.values.indices.filter(object.isGood).map { object.values[$0] - base[$0] }
    return (off.reduce(0) { $0 + $1 * $1 } / Float(max(1, off.count))).squareRoot()
  }

  private func ascent<C: Classifier>(
    _ classifier: C, _ values: [Float], _ layer: String, _ filter: Int
  ) throws -> (Float, [Float]) {
    let tape = InputTape()
    let batch = try tape.recording { try classifier.inputs([object.with(values)]) }
    guard !batch.rows.isEmpty, let leaf = tape.leaves.first(where: { $0.count == values.count })
    else {
      throw DataError(.unsupported, "no gradient reaches the inputs of this model")
    }
    let layers = classifier.module.frozen {
      classifier.module.layerOutputs(input: leaf) { pass in
        _ = classifier.logits(classifier.features(batch, &pass), &pass)
      }
    }
    guard let maps = layers.first(where: { $0.name == layer })?.tensor, maps.rank >= 3,
      filter < maps.shape[1], maps.isTracked
    else { throw DataError(.missing, "no filter \(filter) of a layer '\(layer)'") }
    let answer = maps.sliced(axis: 1, filter..<filter + 1).mean()
    return (answer.item, answer.gradients(at: [leaf])[0].scalars)
  }
}
