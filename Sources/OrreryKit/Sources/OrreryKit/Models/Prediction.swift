/// What a model says of one object.
public struct Prediction: Sendable {
  /// Cells of the catalogue row.
  public var measurements: [Measurement]
  /// Probability of each class, in the order of the card's classes; empty for other tasks.
  public var probabilities: [Float]
  /// What the answer was made from: the last hidden layer; empty where it is not told.
  public var features: [Float]
  /// Images it made (a segmentation map, a sample), by name.
  public var layers: [String: Image]
  /// Tables it made, by name: sources of a field, probabilities over time, a density over redshift.
  public var tables: [String: Catalog]
  public var flags: [ObjectFlag]

  public init(
    measurements: [Measurement] = [], probabilities: [Float] = [], features: [Float] = [],
    layers: [String: Image] = [:], tables: [String: Catalog] = [:], flags: [ObjectFlag] = []
  ) {
    self.measurements = measurements
    self.probabilities = probabilities
    self.features = features
    self.layers = layers
    self.tables = tables
    self.flags = flags
  }
}
