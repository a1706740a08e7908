internal import Foundation

extension ArchitectureConformance {
  /// Compares the loss's gradient, parameter by parameter, with central differences along it:
  /// (L(w + h g/|g|) - L(w - h g/|g|)) / 2h = |g|.
  func checkGradients(_ objects: [SkyObject]) throws {
    let model = try model(for: objects, seed: 4)
    guard let loss = loss(of: model, objects) else {
      throw ConformanceSkip("it is not trained by gradients")
    }
    let parameters = shaken(model, seed: 5)
    let start = try loss()
    guard start.count == 1, start.item.isFinite else {
      throw ConformanceFailure(
        start.count == 1
          ? "the loss of \(objects.count) objects is \(start.item)"
          : "the loss has shape \(start.shape): give a single number, its mean over the batch")
    }
    let gradients = start.gradients(at: parameters.map(\.parameter))
    let lengths = gradients.map {
      $0.scalars.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    let longest = lengths.max() ?? 0
    guard longest > 0 else {
      throw ConformanceFailure(
        "no gradient reaches any parameter: build the loss from tensors, not from their scalars")
    }
    var silent = zip(parameters, lengths).filter { $1 == 0 }.map(\.0.name)
    // Rectifiers of a narrow layer may all be shut by chance: other weights open them.
    for seed: UInt64 in [14, 24, 34] where !silent.isEmpty {
      let heard = try self.heard(objects, seed: seed)
      silent.removeAll(where: heard.contains)
    }
    if let name = silent.first {
      throw ConformanceFailure(
        "no gradient reaches '\(name)'"
          + (silent.count > 1 ? " and \(silent.count - 1) more" : "")
          + ": use it in the loss, or take it away")
    }
    for (place, named) in parameters.enumerated() where lengths[place] > 1e-4 * longest {
      let (found, expected) = try slope(
        along: gradients[place] / Float(lengths[place]), of: named.parameter,
        near: lengths[place], loss: loss, value: Double(start.item))
      guard abs(found - expected) > 0.1 * expected else { continue }
      let message =
        "along '\(named.name)' the loss has the slope \(number(found)), its gradient says "
        + number(expected)
      if model is any Generator {
        throw ConformanceSkip(message + ": as where parts are frozen or detached")
      }
      throw ConformanceFailure(
        message + ": mend the way back of the operation (Tensor.recorded) that it goes through, "
          + "or do not detach")
    }
  }

  /// The trainable parameters, moved a little: layers that start at zero let no gradient through to
  /// those before them.
  private func shaken(_ model: A, seed: UInt64) -> [NamedParameter] {
    let parameters = model.module.namedParameters.filter(\.parameter.isTrainable)
    var random = RandomStream(seed: seed, key: info.name, purpose: "shake")
    for named in parameters {
      let value = named.parameter.value
      named.parameter.value = value + .normal(value.shape, deviation: 0.02, &random)
    }
    return parameters
  }

  /// Names of the parameters that a gradient reaches where the model starts from these weights.
  private func heard(_ objects: [SkyObject], seed: UInt64) throws -> Set<String> {
    let model = try model(for: objects, seed: seed)
    guard let loss = loss(of: model, objects) else { return [] }
    let parameters = shaken(model, seed: seed)
    let gradients = try loss().gradients(at: parameters.map(\.parameter))
    return Set(
      zip(parameters, gradients).filter { $1.scalars.contains { $0 != 0 } }.map(\.0.name))
  }

  /// The slope of the loss along a direction, by steps of several lengths: the one nearest to what is
  /// expected, for kinks spoil some and rounding others.
  private func slope(
    along direction: Tensor, of parameter: Parameter, near expected: Double,
    loss: () throws -> Tensor, value: Double
  ) throws -> (found: Double, expected: Double) {
    let original = parameter.value
    defer { parameter.value = original }
    var best = Double.infinity
    let middle = min(0.1, max(1e-4, 0.005 * max(abs(value), 0.1) / expected))
    for step in [middle, middle / 4, middle / 16, middle / 64, middle / 256, middle * 4] {
      func shifted(_ sign: Double) throws -> Double {
        parameter.value = original + direction * Float(sign * step)
        return try Double(loss().item)
      }
      let found = (try shifted(1) - shifted(-1)) / (2 * step)
      if abs(found - expected) < abs(best - expected) { best = found }
      if abs(best - expected) <= 0.03 * expected { break }
    }
    return (best, expected)
  }

  private func number(_ value: Double) -> String { String(format: "%.4g", value) }

  /// The loss of the objects, the same at every call for the same weights; `nil` for a model that is
  /// not trained.
  private func loss(of model: A, _ objects: [SkyObject]) -> (() throws -> Tensor)? {
    func pass() -> Pass { .training(RandomStream(seed: 6, key: A.info.name, purpose: "loss")) }
    func trainable<T: Trainable>(_ model: T) -> () throws -> Tensor {
      {
        var pass = pass()
        return try model.loss(of: model.batch(objects), &pass).loss
      }
    }
    func classifier<C: Classifier>(_ model: C) -> () throws -> Tensor {
      {
        var pass = pass()
        let inputs = try model.inputs(objects)
        let features = model.features(inputs, &pass)
        let classes = model.specification.classes
        let labels = inputs.rows.map { objects[$0].label(among: classes) ?? $0 % classes.count }
        return CrossEntropy()(model.logits(features, &pass), labels: labels)
      }
    }
    if let model = model as? any Trainable { return trainable(model) }
    if let model = model as? any Classifier { return classifier(model) }
    return nil
  }
}
