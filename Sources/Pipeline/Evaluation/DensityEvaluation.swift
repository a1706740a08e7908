import OrreryKit

/// How likely held-out objects are to a model of their density: its measurement `log_density`.
public struct DensityEvaluation: Sendable {
  public let name: String
  public let objects: Int
  /// Mean ln p in nats, in the units that the model sees.
  public let mean: Double
  /// One standard deviation of the mean.
  public let error: Double
  /// Objects without a finite density.
  public let unusable: Int

  /// - Returns: `nil` where there are no densities.
  public init?(_ model: EvaluatedModel) {
    let values = model.test.densities
    guard !values.isEmpty else { return nil }
    let finite = values.filter(\.isFinite)
    let count = Double(finite.count)
    let mean = finite.reduce(0, +) / count
    name = model.name
    objects = values.count
    self.mean = mean
    error = (finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count * (count - 1)))
      .squareRoot()
    unusable = values.count - finite.count
  }

  public var json: JSONValue {
    .object([
      "model": .string(name), "objects": .integer(Int64(objects)),
      "mean-log-likelihood": .figure(mean), "error": .figure(error),
      "unusable": .integer(Int64(unusable)),
    ])
  }
}
