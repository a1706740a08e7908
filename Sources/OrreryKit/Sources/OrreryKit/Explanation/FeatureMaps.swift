/// What the filters of one layer find in an object.
public struct FeatureMaps: Sendable {
  /// One filter's answer.
  public struct Map: Sendable {
    /// From 0.
    public var filter: Int
    /// `[height, width]`, row 0 at the bottom as in `Image`; one row for a series.
    public var values: [Float]
    public var height: Int
    public var width: Int
    /// Over all places.
    public var mean: Float
  }

  /// As in the state dictionary: `body.12`.
  public var layer: String
  public var kind: String
  /// Of the layer's output, with the batch of one.
  public var shape: [Int]
  /// Places of the model's input that one place of the maps depends on, along each axis.
  public var receptiveField: [Int]
  /// Places of the input from one place of the maps to the next.
  public var step: [Double]
  /// Those of the widest range of values, the widest first.
  public var maps: [Map]
  /// Names of all layers that have maps, in the order in which they run.
  public var layers: [String]
}
