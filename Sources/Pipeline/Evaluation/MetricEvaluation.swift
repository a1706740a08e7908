import OrreryKit

/// The metrics that a recipe names, of one model.
public struct MetricEvaluation: Sendable {
  /// Of the model.
  public let name: String
  /// By the metric's name; what is not defined is left out.
  public let values: [String: Double]

  /// - Returns: `nil` where none was counted.
  init?(_ model: EvaluatedModel) {
    guard !model.metrics.isEmpty else { return nil }
    name = model.name
    values = model.metrics
  }

  public var json: JSONValue {
    .object(["model": .string(name), "values": .object(values.mapValues(JSONValue.figure))])
  }
}
