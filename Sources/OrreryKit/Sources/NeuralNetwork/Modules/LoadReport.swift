/// What loading weights found.
public struct LoadReport: Sendable, Equatable {
  /// Names of the model that were not given; they keep their values.
  public var missing: [String]
  /// Names that the model does not have.
  public var unexpected: [String]
  /// Tensors with NaN or infinite weights, and how many: such a model predicts nonsense.
  public var nonFinite: [String: Int]

  public init(
    missing: [String] = [], unexpected: [String] = [], nonFinite: [String: Int] = [:]
  ) {
    self.missing = missing
    self.unexpected = unexpected
    self.nonFinite = nonFinite
  }
}
