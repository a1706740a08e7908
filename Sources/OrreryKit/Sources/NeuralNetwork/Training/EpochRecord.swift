/// What one epoch reached.
public struct EpochRecord: Sendable, Codable, Equatable {
  /// From 0.
  public var epoch: Int
  public var training: Scores
  public var validation: Scores?
  /// Of each parameter group in the epoch's last step.
  public var learningRates: [Double]
  /// Whether it is the best so far.
  public var isBest: Bool
}
