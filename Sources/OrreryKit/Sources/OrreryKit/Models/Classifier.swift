/// A network that tells classes apart: the author writes features and logits; batches, the loss of
/// the recipe, calibration, conformal sets and the measure of strangeness follow.
public protocol Classifier: Architecture {
  /// How objects become tensors; `ImageBatch` for images.
  associatedtype Inputs: InputBatch

  /// Objects side by side, in training and in a run: `Inputs(objects, specification:)`, unless the
  /// encoding depends on the configuration.
  /// - Throws: `DataError.invalidValue` for an object of the wrong kind or shape.
  func inputs(_ objects: [SkyObject]) throws -> Inputs

  /// What the classes are told from; how far an object's lie from those of training tells whether it
  /// is like them.
  /// - Parameter pass: whether weights are learned (dropout, batch statistics), and random numbers.
  /// - Returns: `[N, F]`, one row for each of `inputs.rows`.
  func features(_ inputs: Inputs, _ pass: inout Pass) -> Tensor

  /// - Parameter features: `[N, F]`.
  /// - Returns: `[N, classes]`, not normalised.
  func logits(_ features: Tensor, _ pass: inout Pass) -> Tensor
}

extension Classifier {
  public func inputs(_ objects: [SkyObject]) throws -> Inputs {
    try Inputs(objects, specification: specification)
  }
}
