/// What a training tells while it runs.
@frozen
public enum TrainingEvent: Sendable {
  /// It goes on from a checkpoint, before this step of this epoch (both from 0).
  case resumed(epoch: Int, step: Int)
  /// Something that a person should know, in one line: a damaged checkpoint.
  case warning(String)
  /// The optimiser took a step after `step` batches of `steps`; the loss is the mean of those that
  /// it was made of.
  case step(epoch: Int, step: Int, steps: Int, loss: Double, gradientNorm: Double)
  case epoch(EpochRecord)
}
