/// A kind of model: made from a configuration, filled with weights, asked for predictions.
///
/// Life of a model: the host decodes `Configuration` (unknown keys are refused), calls
/// `init(_:specification:random:)`, loads the weights by the names of `module`'s parameters, then
/// calls `predict` with batches, from one thread at a time.
///
/// A classifier of images conforms to `ImageClassifier` instead and writes only its layers.
public protocol Architecture: Sendable {
  /// Settings with defaults; every key is described in `info.settings`.
  associatedtype Configuration: Codable & Sendable

  static var info: ArchitectureInfo { get }
  static var defaults: Configuration { get }

  /// Builds the layers with fresh weights.
  /// - Throws: `Settings.Failure` where configuration and specification do not go together.
  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream)
    throws

  /// Everything that has parameters.
  var module: any Module { get }
  var specification: ModelSpecification { get }

  /// One prediction for each object, in order. An object that cannot be used gets flags and NaN,
  /// never a number that looks fine.
  /// - Parameter card: calibration and names; the objects have passed its stages.
  func predict(_ objects: [SkyObject], card: ModelCard) throws -> [Prediction]
}
