/// The smallest change of a kind that makes a model change its mind.
public struct AdversarialExample: Sendable {
  /// The changed object, in the model's space.
  public var object: SkyObject
  /// How far each value was moved, up or down.
  public var step: Double
  /// The same in standard deviations of the object's values about those of its absence.
  public var relativeStep: Double
  /// The most probable class before and after.
  public var before: Int
  public var after: Int
  /// Calibrated probabilities after.
  public var probabilities: [Double]
}
