public import TensorCore

/// A parameter and its place in the model: `features.0.weight`.
public struct NamedParameter: Sendable {
  public let name: String
  public let parameter: Parameter
  public init(_ name: String, _ parameter: Parameter) {
    self.name = name
    self.parameter = parameter
  }
}
