/// A stage that can be undone: what a model makes behind it is brought back to what stood before it.
///
/// A stage with statistics can be undone only where they are part of its settings (`fit: training`):
/// those of an object that was never there are unknown.
public protocol InvertibleStage: Stage {
  /// Whether these settings can be undone.
  var isInvertible: Bool { get }
  /// The object as it stood before the stage; measurements, tables and flags stay.
  /// - Throws: an error that says why this object cannot be brought back.
  func undone(_ object: SkyObject) throws -> SkyObject
}
