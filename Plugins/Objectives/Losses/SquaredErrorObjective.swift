import OrreryKit

/// The mean of (x - y)².
struct SquaredErrorObjective: Loss {
  static let info = LossInfo(
    name: "mean-squared-error", summary: "Mean square of what values are off.",
    compares: [.values])

  func callAsFunction(_ comparison: Comparison) -> Tensor {
    MeanSquaredError()(comparison.output, comparison.target, weights: comparison.weights)
  }
}
