import OrreryKit

/// Squared for small errors, straight for those beyond a limit.
struct HuberObjective: Loss {
  var delta = 1.0

  static let info = LossInfo(
    name: "huber", summary: "Half the squared error, straight for those beyond a limit.",
    compares: [.values],
    settings: [
      Setting(
        "delta", "Error from which on it is straight, in the target's unit", range: 1e-9...1e9)
    ], reference: "Huber 1964")

  func callAsFunction(_ comparison: Comparison) -> Tensor {
    Huber(delta: Float(delta))(
      comparison.output, comparison.target, weights: comparison.weights)
  }
}
