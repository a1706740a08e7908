/// A network with a loss of its own: segmenters, flows, generators, regressors.
///
/// The host reads and splits the data, prepares and augments objects, shuffles, steps the optimiser,
/// keeps checkpoints and measures. What is learned lies with each object: its class in `truth`, true
/// numbers in `truthValues`, true maps in `layers["truth"]`.
///
/// A model whose parts are trained against each other (a GAN) does so in one loss: what one part must
/// not learn from is `detached`, and the parameters of the other stand still under `frozen`.
public protocol Trainable: Architecture {
  /// Inputs and targets of some objects, side by side.
  associatedtype Batch: Sendable

  /// Puts objects side by side; called off the training thread.
  /// - Throws: `DataError.invalidValue` for an object that cannot be learned from.
  func batch(_ objects: [SkyObject]) throws -> Batch

  /// The loss of a batch: its mean over the objects, as a single number, with other figures to show
  /// in `metrics`.
  func loss(of batch: Batch, _ pass: inout Pass) throws -> StepOutcome
}
