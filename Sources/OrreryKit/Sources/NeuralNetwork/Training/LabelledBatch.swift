public import TensorCore

/// Inputs with the class of each.
public struct LabelledBatch: Sendable {
  /// `[N, …]`.
  public var inputs: Tensor
  public var labels: [Int]
  /// How much each counts; `nil` for all alike.
  public var weights: [Float]?

  public init(inputs: Tensor, labels: [Int], weights: [Float]? = nil) {
    self.inputs = inputs
    self.labels = labels
    self.weights = weights
  }
}

extension Trainer where Batch == LabelledBatch {
  /// A trainer of a classifier.
  /// - Parameter logits: `[N, C]` of a batch's inputs, not normalised.
  public init(
    classifier model: any Module, optimizer: any Optimizer, schedule: any Schedule = ConstantRate(),
    loss: CrossEntropy = CrossEntropy(), training: DataLoader<Batch>,
    validation: DataLoader<Batch>? = nil, settings: TrainingSettings,
    logits: @escaping (Tensor, inout Pass) -> Tensor
  ) {
    self.init(
      model: model, optimizer: optimizer, schedule: schedule, training: training,
      validation: validation, settings: settings
    ) { batch, pass in
      let logits = logits(batch.inputs, &pass)
      return StepOutcome(
        loss: loss(logits, labels: batch.labels, weights: batch.weights),
        count: batch.labels.count, logits: logits, labels: batch.labels)
    }
  }
}
