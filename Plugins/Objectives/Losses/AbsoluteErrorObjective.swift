import OrreryKit

/// The mean of |x - y|.
struct AbsoluteErrorObjective: Loss {
  static let info = LossInfo(
    name: "mean-absolute-error",
    summary: "Mean of what values are off; outliers count less than squared.",
    compares: [.values])

  func callAsFunction(_ comparison: Comparison) -> Tensor {
    MeanAbsoluteError()(comparison.output, comparison.target, weights: comparison.weights)
  }
}
