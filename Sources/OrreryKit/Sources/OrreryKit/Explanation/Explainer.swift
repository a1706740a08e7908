internal import Foundation

/// Asks a model why it says what it says of one object, by means that work on every architecture.
///
/// What is explained is the evidence for a class, ln p / (1 - p) of its calibrated probability: it
/// adds up where probabilities saturate, and 0 means as likely as not. What a place adds is measured
/// against the same object without features (`absence`): blank sky, the smooth continuum, a constant
/// star.
///
/// | method | works on |
/// |---|---|
/// | `occlusion`, `kernelSHAP` | every architecture with classes |
/// | `saliency`, `integratedGradients`, `adversarial` | a `Classifier` whose batch holds the object's values as they are (`ImageBatch`); by differences on any architecture of spectra and light curves |
/// | `gradCAM` | every architecture with convolutions whose layers get the pass |
/// | `featureMaps` | every architecture whose layers get the pass |
///
///     let explainer = try Explainer(model, object: prepared)
///     let map = try explainer.integratedGradients()
///
/// Its model must not be used elsewhere at the same time: parameters stand still while gradients are
/// taken.
public struct Explainer: Sendable {
  public let architecture: any Architecture
  /// As the model takes it: behind the stages of its card.
  public let object: SkyObject
  /// The object without what makes it one.
  public let absence: SkyObject
  /// The class whose evidence is explained, from 0.
  public let target: Int
  /// The card's, whose temperature and offsets make the probabilities.
  public let calibration: Calibration
  /// Probability of each class, calibrated.
  public let probabilities: [Double]
  /// Evidence for the class, nats.
  public let evidence: Double
  /// Evidence that is left in `absence`.
  public let baseEvidence: Double

  /// Objects of one batch.
  static let batch = 32

  /// - Parameters:
  ///   - target: the class to explain; `nil` for the most probable one.
  ///   - calibration: of the model's card.
  ///   - seed: of the noise of blank sky.
  /// - Throws: `DataError.unsupported` for a model without classes or a row of a table,
  ///   `.invalidValue` where the model says nothing of the object, and what `predict` throws.
  public init(
    _ architecture: any Architecture, object: SkyObject, target: Int? = nil,
    calibration: Calibration = Calibration(), seed: UInt64 = 0
  ) throws {
    let classes = architecture.specification.classes.count
    precondition(
      target.map { (0..<classes).contains($0) } ?? true,
      "Explainer: class \(target ?? 0) of \(classes)")
    guard calibration.offsets?.count ?? classes == classes else {
      throw DataError(
        .mismatch, "the card has \(calibration.offsets?.count ?? 0) offsets for \(classes) classes")
    }
    guard classes > 1 else {
      throw DataError(.unsupported, "the model tells no classes apart: nothing can be explained")
    }
    var random = RandomStream(seed: seed, key: object.id, purpose: "absence")
    let absence = try object.absence(&random)
    let answers = try Self.probabilities([object, absence], architecture)
    guard answers[0].count == classes, answers[0].allSatisfy(\.isFinite) else {
      throw DataError(.invalidValue, "\(object.id): the model says nothing of it")
    }
    guard answers[1].allSatisfy(\.isFinite) else {
      throw DataError(
        .invalidValue, "\(object.id): the model says nothing of it without its features")
    }
    let calibrated = Self.calibrated(answers[0], calibration)
    let best = calibrated.indices.max { calibrated[$0] < calibrated[$1] } ?? 0
    self.architecture = architecture
    self.object = object
    self.absence = absence
    self.target = target ?? best
    self.calibration = calibration
    probabilities = calibrated
    evidence = Self.evidence(answers[0], self.target, calibration)
    baseEvidence = Self.evidence(answers[1], self.target, calibration)
  }

  /// How many places the object has: pixels of one plane, points of a series.
  public var placeCount: Int { object.image?.planeSize ?? object.values.count }

  // MARK: - Evidence

  /// Evidence of objects like this one for the class, NaN where the model says nothing.
  public func evidence(of objects: [SkyObject]) throws -> [Double] {
    try evidence(count: objects.count) { objects[$0] }
  }

  /// The same for objects that are made when their turn comes.
  func evidence(count: Int, _ object: (Int) -> SkyObject) throws -> [Double] {
    try answers(count: count, object).map { Self.evidence($0, target, calibration) }
  }

  /// Uncalibrated probabilities.
  func answers(count: Int, _ object: (Int) -> SkyObject) throws -> [[Float]] {
    try stride(from: 0, to: count, by: Self.batch).flatMap { start in
      try Self.probabilities(
        (start..<min(start + Self.batch, count)).map(object), architecture)
    }
  }

  /// What a classifier says without what its author adds to it (a table over time).
  private static func probabilities(
    _ objects: [SkyObject], _ architecture: any Architecture
  ) throws -> [[Float]] {
    var pass = Pass.inference
    if let classifier = architecture as? any Classifier {
      return try classifier.classified(objects, &pass).map(\.probabilities)
    }
    return try architecture.predict(objects, &pass).map(\.probabilities)
  }

  /// ln p / (1 - p); a probability that fell below the smallest number counts as that.
  private static func evidence(
    _ probabilities: [Float], _ target: Int, _ calibration: Calibration
  ) -> Double {
    let logs = logits(probabilities, calibration)
    let others = logs.indices.filter { $0 != target }.map { logs[$0] }
    let highest = others.max() ?? 0
    return logs[target] - highest - log(others.reduce(0) { $0 + exp($1 - highest) })
  }

  /// The same of logits, `[N, classes]` to `[N]`, tracked.
  func evidence(_ logits: Tensor) -> Tensor {
    var scaled = logits * Float(1 / calibration.temperature)
    if let offsets = calibration.offsets {
      scaled = scaled + Tensor(offsets.map(Float.init), shape: [1, offsets.count])
    }
    let others = (0..<logits.shape[1]).filter { $0 != target }
    return scaled.indexSelected([target], axis: 1).reshaped([logits.shape[0]])
      - scaled.indexSelected(others, axis: 1).logSumExp(over: [1])
  }

  /// ln p / T + b.
  private static func logits(
    _ probabilities: [Float], _ calibration: Calibration
  ) -> [Double] {
    let smallest = Double(Float.leastNonzeroMagnitude)
    return probabilities.enumerated().map { place, p in
      let offset = calibration.offsets.map { $0[place] } ?? 0
      return p.isFinite ? log(max(Double(p), smallest)) / calibration.temperature + offset : .nan
    }
  }

  static func calibrated(_ probabilities: [Float], _ calibration: Calibration) -> [Double] {
    let logits = logits(probabilities, calibration)
    let highest = logits.max() ?? 0
    let weights = logits.map { exp($0 - highest) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}

extension Explainer {
  /// The map of a method, with its usual settings.
  /// - Throws: as the method.
  public func attribution(_ method: Attribution.Method) throws -> Attribution {
    switch method {
    case .saliency: try saliency(samples: 16)
    case .integratedGradients: try integratedGradients()
    case .gradCAM: try gradCAM()
    case .occlusion: try occlusion()
    case .kernelSHAP: try kernelSHAP(samples: object.kind == .image ? 1024 : 512)
    }
  }
}
