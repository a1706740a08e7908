/// What a model says of one object.
public struct Prediction: Sendable {
  /// Cells of the catalogue row.
  public var measurements: [Measurement]
  /// Probability of each class, in the order of the card's classes; empty for other tasks.
  public var probabilities: [Float]
  /// Images it made (a segmentation map, a sample), by name.
  public var layers: [String: Image]
  public var flags: [ObjectFlag]

  public init(
    measurements: [Measurement] = [], probabilities: [Float] = [], layers: [String: Image] = [:],
    flags: [ObjectFlag] = []
  ) {
    self.measurements = measurements
    self.probabilities = probabilities
    self.layers = layers
    self.flags = flags
  }
}
