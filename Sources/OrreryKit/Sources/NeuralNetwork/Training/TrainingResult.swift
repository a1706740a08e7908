/// How a training ended.
public struct TrainingResult: Sendable {
  /// Why.
  @frozen
  public enum End: String, Sendable {
    /// All epochs are done.
    case finished
    /// No improvement for `patience` epochs.
    case stoppedEarly = "stopped-early"
    /// The stop flag was set; the checkpoint can be resumed.
    case interrupted
  }

  public var end: End
  /// One record for each epoch that is done, also those before an interruption.
  public var history: [EpochRecord]
  /// The epoch whose weights the model holds now; after an interruption they are the latest.
  public var bestEpoch: Int?
}
