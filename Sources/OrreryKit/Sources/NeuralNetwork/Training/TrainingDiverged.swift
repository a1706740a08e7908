/// Training gave numbers that are not finite. The model holds the best weights so far.
public struct TrainingDiverged: Error, Sendable, CustomStringConvertible {
  /// From 0.
  public var epoch: Int
  /// From 0, within the epoch.
  public var step: Int
  /// `loss` or `gradient`.
  public var quantity: String

  public var description: String {
    "training diverged in epoch \(epoch + 1), step \(step + 1): the \(quantity) is not finite; "
      + "lower the learning rate, limit the gradient, or look at the data"
  }
}
