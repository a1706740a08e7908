import Foundation
import OrreryKit

/// Spectral type as a place along a sequence: M0 to T9 for cool dwarfs, O to M for stars.
///
/// The network gives the probability of each step of the sequence; a step's neighbours are nearly as
/// right as itself, so that in training a type is a Gaussian around its step. The probability of a
/// class is the sum over its steps, the sub-type the mean.
///
///     p(t | spectrum) = softmax(ResNet(spectrum)),   sub-type = Σ p(t) t,   p(class) = Σ p(t), t in class
///
/// **Shapes** spectra of `L` pixels to `[N, steps]`; L from 32 up.
public struct SpectrumSequence: Supervised, Fitted, Module {
  public struct Configuration: Codable, Sendable {
    /// Sub-type at which each class begins, in the order of the classes, then the end of the last.
    public var limits = [0.0, 10, 20, 30]
    /// Steps of a whole sub-type.
    public var stepsPerSubtype = 1
    /// Standard deviation of the target around the true sub-type: as unsure as types are.
    public var softness = 0.8
    public var width = 16
    /// Halvings of the length.
    public var depth = 4
    public var dropout = 0.3
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "spectrum-sequence", summary: "Spectral class and sub-type along a sequence.",
    version: "1.0.0", task: .classification, accepts: .spectrum,
    settings: [
      Setting("limits", "Sub-type at which each class begins, then the end of the last"),
      Setting("stepsPerSubtype", "Steps of a whole sub-type", range: 1...16),
      Setting("softness", "Deviation of the target around the true sub-type", range: 0.05...10),
      Setting("width", "Channels of the first block", range: 1...512),
      Setting("depth", "Blocks; each halves the length", range: 1...8),
      Setting("dropout", "Share of the features dropped in training", range: 0...0.9),
    ], reference: "Burgasser 2014, ASInC 11, 7 (SpeX Prism Libraries)")

  public let specification: ModelSpecification
  let body: Sequential
  let dropout: Dropout
  let head: Linear
  /// What the posterior's deviation is multiplied by: targets are softer than types are unsure.
  let errorScale = Buffer(.ones([1]))
  private let configuration: Configuration
  /// Sub-type of each step.
  private let steps: [Double]
  /// Class of each step.
  private let owners: [Int]

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    let limits = configuration.limits
    guard limits.count == specification.classes.count + 1,
      zip(limits, limits.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw Settings.Failure(
        path: ["limits"],
        reason: "needs \(specification.classes.count + 1) ascending numbers for "
          + specification.classes.joined(separator: ", "))
    }
    let smallest = 4 << configuration.depth
    if let length = specification.shape.first, length < smallest {
      throw Settings.Failure(
        path: ["depth"],
        reason: "\(configuration.depth) blocks need \(smallest) pixels, the spectra have \(length)")
    }
    let rate = configuration.stepsPerSubtype
    let steps = (0..<Int((limits[limits.count - 1] - limits[0]) * Double(rate))).map {
      limits[0] + Double($0) / Double(rate)
    }
    owners = steps.map { step in (limits.firstIndex { $0 > step + 1e-9 } ?? 1) - 1 }
    var channels = configuration.width
    var layers = SpectrumLayers.convolution(
      SpectrumBatch.channels, channels, kernel: 7, &random)
    layers.append(ReLU())
    for depth in 0..<configuration.depth {
      let next = configuration.width << min(depth, 2)
      layers += SpectrumLayers.convolution(channels, next, kernel: 5, stride: 2, &random)
      layers += [ReLU(), SpectrumLayers.block(next, &random), ReLU()]
      channels = next
    }
    self.configuration = configuration
    self.specification = specification
    self.steps = steps
    body = Sequential(layers)  // [N, channels, L / 2^depth]
    dropout = Dropout(Float(configuration.dropout))
    // Where along the spectrum a feature lies tells the type: four parts instead of one mean.
    head = Linear(inputs: 4 * channels, outputs: steps.count, random: &random)
  }

  private func features(_ spectra: Tensor, _ pass: inout Pass) -> Tensor {
    let maps = body(spectra, &pass)
    let (count, channels, length) = (maps.shape[0], maps.shape[1], maps.shape[2])
    let quarter = length / 4
    return maps.sliced(axis: 2, 0..<4 * quarter).reshaped([count, channels, 4, quarter])
      .mean(over: [3]).reshaped([count, 4 * channels])
  }

  // MARK: - Training

  public struct Batch: Sendable {
    let spectra: Tensor
    /// `[N, steps]`
    let targets: Tensor
  }

  /// The true sub-type is in `truthValues["subtype_number"]`.
  public func batch(_ objects: [SkyObject]) throws -> Batch {
    let inputs = try SpectrumBatch(objects, specification: specification)
    var targets: [Float] = []
    for row in inputs.rows {
      guard let subtype = objects[row].truthValues["subtype_number"], subtype.isFinite else {
        throw DataError(.invalidValue, "\(objects[row].id): has no true sub-type")
      }
      let weights = steps.map { exp(-0.5 * pow(($0 - subtype) / configuration.softness, 2)) }
      let sum = weights.reduce(0, +)
      guard sum > 1e-6 else {
        throw DataError(
          .invalidValue, "\(objects[row].id): sub-type \(subtype) lies off the sequence")
      }
      targets += weights.map { Float($0 / sum) }
    }
    return Batch(
      spectra: inputs.spectra, targets: Tensor(targets, shape: [inputs.rows.count, steps.count]))
  }

  /// A class here is a step of the sequence.
  public static let compares = OutputKind.classes

  public func compare(_ batch: Batch, _ pass: inout Pass) -> Comparison {
    let logits = head(dropout(features(batch.spectra, &pass), &pass), &pass)
    return Comparison(.classes, output: logits, target: batch.targets)
  }

  /// Scales the errors so that 68 % of the objects, which training did not learn from, lie within one.
  public func fitted(to objects: [SkyObject], random: inout RandomStream) throws -> Self {
    errorScale.value = .ones([1])
    var ratios: [Float] = []
    for start in stride(from: 0, to: objects.count, by: 256) {
      let some = Array(objects[start..<min(start + 256, objects.count)])
      var pass = Pass.inference
      for (object, answer) in zip(some, try predict(some, &pass)) {
        guard let truth = object.truthValues["subtype_number"],
          case .real(let mean)? = answer.measurements.first?.value,
          case .real(let error)? = answer.measurements.last?.value, error > 0
        else { continue }
        let ratio = abs(mean - truth) / error
        if ratio.isFinite { ratios.append(Float(ratio)) }
      }
    }
    // Of fewer the scale itself would be a guess.
    guard ratios.count >= 20 else { return self }
    errorScale.value = Tensor(
      [Float(max(OrderedValues(ratios).percentile(68.3), 0.05))], shape: [1])
    return self
  }

  // MARK: - Prediction

  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let inputs = try SpectrumBatch(objects, specification: specification)
    let classes = specification.classes.count
    var predictions = inputs.flags.map {
      Prediction(
        measurements: measurements(.nan, .nan),
        probabilities: [Float](repeating: .nan, count: classes), flags: $0)
    }
    guard !inputs.rows.isEmpty else { return predictions }
    let (features, probabilities) = withoutGradient {
      let features = self.features(inputs.spectra, &pass)
      return (features.scalars, head(dropout(features, &pass), &pass).softmax(axis: 1).scalars)
    }
    let width = features.count / inputs.rows.count
    let scale = Double(errorScale.value.scalars[0])
    for (place, row) in inputs.rows.enumerated() {
      let own = probabilities[place * steps.count..<(place + 1) * steps.count].map(Double.init)
      guard own.allSatisfy(\.isFinite) else {
        predictions[row].flags.append(.nonFinitePrediction)
        continue
      }
      let mean = zip(own, steps).reduce(0) { $0 + $1.0 * $1.1 }
      let variance = zip(own, steps).reduce(0) { $0 + $1.0 * pow($1.1 - mean, 2) }
      predictions[row].measurements = measurements(mean, scale * variance.squareRoot())
      predictions[row].probabilities = (0..<classes).map { index in
        Float(zip(own, owners).reduce(0) { $0 + ($1.1 == index ? $1.0 : 0) })
      }
      predictions[row].features = Array(features[place * width..<(place + 1) * width])
    }
    return predictions
  }

  private func measurements(_ mean: Double, _ deviation: Double) -> [OrreryKit.Measurement] {
    [
      Measurement("subtype_model", .real(mean), description: "Sub-type along the sequence"),
      Measurement("subtype_error", .real(deviation), description: "One standard deviation of it"),
    ]
  }
}
