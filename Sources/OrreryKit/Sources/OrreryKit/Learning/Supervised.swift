/// A network whose outputs are compared with targets: the recipe chooses the loss, and the figures
/// that the test part is measured by.
///
/// The author writes `batch` and `compare`. Where a recipe names no loss the standard one of the kind
/// serves, or the author's own `loss(of:)`.
public protocol Supervised: Trainable {
  /// What its outputs are.
  static var compares: OutputKind { get }

  /// The outputs of a batch beside its targets.
  /// - Throws: `DataError.invalidValue` for a batch that cannot be learned from.
  func compare(_ batch: Batch, _ pass: inout Pass) throws -> Comparison

  /// What a batch costs by the recipe's loss: that alone, unless the network has more to learn than
  /// what is compared and adds it.
  func loss(
    of batch: Batch, by loss: (Comparison) -> Tensor, _ pass: inout Pass
  ) throws -> StepOutcome
}

extension Supervised {
  public func loss(of batch: Batch, _ pass: inout Pass) throws -> StepOutcome {
    try loss(of: batch, by: { $0.standardLoss }, &pass)
  }

  public func loss(
    of batch: Batch, by loss: (Comparison) -> Tensor, _ pass: inout Pass
  ) throws -> StepOutcome {
    let comparison = try compare(batch, &pass)
    return StepOutcome(comparison, loss: loss(comparison))
  }
}
