import OrreryKit

/// How the answers of a graph are read.
public struct ONNXConfiguration: Codable, Sendable {
  /// What makes probabilities of the outputs of a model with classes.
  public enum Activation: String, Codable, Sendable, CaseIterable {
    case softmax, sigmoid, none
  }

  /// The output with an answer; the first where empty.
  public var output = ""
  /// The output with the features; none where empty.
  public var features = ""
  public var activation = Activation.softmax

  public init() {}

  static let settings = [
    Setting("output", "Name of the graph's output with the answer; the first where empty"),
    Setting("features", "Name of the output with the features; none where empty"),
    Setting(
      "activation", "What makes probabilities of the answer of a model with classes",
      choices: Activation.allCases.map(\.rawValue)),
  ]
}
