/// What a training tells while it runs.
@frozen
public enum TrainingEvent: Sendable {
  /// It goes on from a checkpoint, before this step of this epoch (both from 0).
  case resumed(epoch: Int, step: Int)
  /// Something that a person should know, in one line: a damaged checkpoint.
  case warning(String)
  /// A step is done (`step` from 1 to `steps`); the loss is that of its batch.
  case step(epoch: Int, step: Int, steps: Int, loss: Double, gradientNorm: Double)
  case epoch(EpochRecord)
}
