/// A kind of model: made from a configuration, filled with weights, asked for predictions.
///
/// Life of a model: the host decodes `Configuration` (unknown keys are refused), calls
/// `init(_:specification:random:)`, loads the weights by the names of `module`'s parameters, then
/// calls `predict` with batches, from one thread at a time.
///
/// | to write | conform to |
/// |---|---|
/// | a network that tells classes apart | `Classifier`: features and logits |
/// | a network with a loss of its own | `Trainable`: batch, loss and `predict` |
/// | a network that makes objects of noise | `Generator`, besides |
/// | a method that is not trained by gradients | `Fitted`: `fit` and `predict` |
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
  ///
  /// Probabilities come as the network gives them: the host calibrates them by the model's card, makes
  /// conformal sets, compares features with those of training, and averages ensembles.
  /// - Parameters:
  ///   - objects: have passed the stages of the card.
  ///   - pass: `.inference`, or `.sampling` where the spread under dropout is asked for.
  func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction]
}

extension Architecture where Self: Module {
  /// The architecture itself, where its layers are its members.
  public var module: any Module { self }
}
