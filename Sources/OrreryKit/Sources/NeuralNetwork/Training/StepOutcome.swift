public import TensorCore

/// What the model made of one batch.
public struct StepOutcome: Sendable {
  /// A single number, the mean over the batch.
  public var loss: Tensor
  /// Objects of the batch.
  public var count: Int
  /// `[N, C]` or `[N, C, …]` of a classifier, for the accuracy; `nil` otherwise.
  public var logits: Tensor?
  /// The true class of each place of `[N, …]`.
  public var labels: [Int]
  /// Other figures to show, means over the batch: the parts of a loss, `dice`.
  public var metrics: [String: Double]

  public init(
    loss: Tensor, count: Int, logits: Tensor? = nil, labels: [Int] = [],
    metrics: [String: Double] = [:]
  ) {
    self.loss = loss
    self.count = count
    self.logits = logits?.detached
    self.labels = labels
    self.metrics = metrics
  }
}
