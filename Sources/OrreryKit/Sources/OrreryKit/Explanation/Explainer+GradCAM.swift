internal import Foundation

extension Explainer {
  /// Where the last feature maps speak for the class: ReLU(Σ_k α_k A_k) of the maps A behind the last
  /// convolution, with α_k the mean slope of the evidence over map k, brought to the object's size
  /// (Selvaraju et al. 2017, arXiv:1610.02391).
  ///
  /// Of a layer that runs several times in one pass (views of an image), the first run counts. Of a
  /// model that is no `Classifier`, α_k comes from the evidence that is left of the object where map k
  /// shows it (Score-CAM, Wang et al. 2020, arXiv:1910.01279).
  /// - Throws: `DataError.unsupported` for a model without a convolution, or that takes a light curve:
  ///   its steps are no places of the curve.
  public func gradCAM() throws -> Attribution {
    guard object.kind != .lightCurve else {
      throw DataError(
        .unsupported, "grad-cam needs a model of images or spectra with convolutions")
    }
    if let classifier = architecture as? any Classifier {
      return Attribution(.gradCAM, self, values: try map(classifier))
    }
    return Attribution(.gradCAM, self, values: try scoredMap())
  }

  /// ReLU(Σ_k α_k A_k) with α the softmax of the evidence of x′ + M_k (x - x′), where M_k is A_k
  /// brought to the object's size and to the range from 0 to 1.
  private func scoredMap() throws -> [Float] {
    guard let layer = Self.lastMaps(try layersWithMaps()) else {
      throw DataError(.unsupported, "the model has no convolution that grad-cam could look at")
    }
    let maps = withoutGradient { enlarged(layer.tensor.detached) }
    let size = placeCount
    let planes = (0..<maps.count / size).map { Array(maps[$0 * size..<($0 + 1) * size]) }
    let masks = planes.compactMap { plane -> (plane: [Float], mask: [Float])? in
      guard let low = plane.min(), let high = plane.max(), high > low, (high - low).isFinite
      else { return nil }
      return (plane, plane.map { ($0 - low) / (high - low) })
    }
    let (values, base) = (object.values, absence.values)
    let scores = try evidence(count: masks.count) { number in
      object.with(
        values.indices.map { index in
          let share = masks[number].mask[index % size]
          return object.isGood(index)
            ? base[index] + share * (values[index] - base[index])
            : values[index]
        })
    }
    let highest = scores.filter(\.isFinite).max() ?? 0
    let weights = scores.map { $0.isFinite ? exp($0 - highest) : 0 }
    let sum = max(weights.reduce(0, +), .leastNormalMagnitude)
    return (0..<size).map { place in
      let mean = zip(weights, masks).reduce(0.0) { $0 + $1.0 * Double($1.1.plane[place]) }
      return max(0, Float(mean / sum))
    }
  }

  /// `[1, K, …]` at the object's size.
  private func enlarged(_ maps: Tensor) -> [Float] {
    let plane = maps.reshaped([
      1, maps.shape[1], maps.rank == 4 ? maps.shape[2] : 1, maps.shape[maps.rank - 1],
    ])
    let size = Size2d(object.image?.height ?? 1, object.image?.width ?? placeCount)
    return plane.upsampleBilinear2d(to: size).scalars
  }

  private func map<C: Classifier>(_ classifier: C) throws -> [Float] {
    let (evidence, layers) = try tracedLayers(classifier)
    guard let layer = Self.lastMaps(layers), layer.tensor.isTracked else {
      throw DataError(.unsupported, "the model has no convolution that grad-cam could look at")
    }
    let slope = evidence.gradients(at: [layer.tensor])[0]
    return withoutGradient {
      let maps = layer.tensor.detached  // [1, K, …]
      let axes = Array(2..<maps.rank)
      let weight = slope.mean(over: axes, keepingDimensions: true)  // [1, K, 1 …]
      return enlarged((maps * weight).sum(over: [1], keepingDimensions: true).relu())
    }
  }

  /// One pass with every layer's output at hand.
  private func tracedLayers<C: Classifier>(_ classifier: C) throws -> (Tensor, [LayerOutput]) {
    let tape = InputTape()
    let batch = try tape.recording { try classifier.inputs([object]) }
    guard !batch.rows.isEmpty, let input = tape.leaves.max(by: { $0.count < $1.count }) else {
      throw DataError(.unsupported, "no gradient reaches the inputs of this model")
    }
    var evidence = Tensor(0)
    let layers = classifier.module.frozen {
      classifier.module.layerOutputs(input: input) { pass in
        let features = classifier.features(batch, &pass)
        evidence = self.evidence(classifier.logits(features, &pass)).sum()
      }
    }
    guard evidence.isTracked else {
      throw DataError(.unsupported, "no gradient reaches the inputs of this model")
    }
    return (evidence, layers)
  }

  /// The maps of the last convolution behind its normalisation and activation.
  static func lastMaps(_ layers: [LayerOutput]) -> LayerOutput? {
    func isMap(_ layer: LayerOutput) -> Bool {
      let shape = layer.tensor.shape
      return (3...4).contains(shape.count) && shape[2...].reduce(1, *) > 1
    }
    guard let last = layers.last(where: { $0.isConvolution && isMap($0) }),
      var place = layers.firstIndex(where: { $0.name == last.name && $0.isConvolution })
    else { return nil }
    while place + 1 < layers.count, !layers[place + 1].isConvolution,
      layers[place + 1].tensor.shape == layers[place].tensor.shape
    { place += 1 }
    return layers[place]
  }
}
