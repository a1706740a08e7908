import OrreryKit

/// The `schedule` section of a recipe.
public struct ScheduleSettings: Codable, Sendable {
  public enum Method: String, Codable, Sendable, CaseIterable {
    case constant, step, exponential, cosine, oneCycle = "one-cycle", plateau
  }

  public var method = Method.oneCycle
  public var warmUp = 0.3
  public var factor: Double?
  public var every = 10
  public var patience = 5
  public var minimum = 0.0

  static let settings = [
    Setting(
      "method", "How the learning rate changes over the training",
      choices: Method.allCases.map(\.rawValue)),
    Setting(
      "warmUp", "Share of the steps in which the rate of cosine and one-cycle rises", range: 0...0.9
    ),
    Setting(
      "factor",
      "Multiplies the rate: of step and plateau now and then (0.1), of exponential after each epoch "
        + "(0.95)", range: 1e-9...1, type: "number"),
    Setting("every", "Epochs from one step to the next", range: 1...100_000),
    Setting(
      "patience", "Epochs without improvement that plateau tolerates", range: 0...100_000),
    Setting("minimum", "Smallest part of the rate that cosine and plateau reach", range: 0...1),
  ]

  /// The keys that only some methods use.
  static let special: [String: [Method]] = [
    "warm-up": [.cosine, .oneCycle], "factor": [.step, .exponential, .plateau], "every": [.step],
    "patience": [.plateau], "minimum": [.cosine, .plateau],
  ]

  /// - Parameter steps: of the optimiser, in the whole training.
  func schedule(steps: Int) -> any Schedule {
    switch method {
    case .constant: ConstantRate()
    case .step: StepDecay(every: every, factor: factor ?? 0.1)
    case .exponential: ExponentialDecay(factor: factor ?? 0.95)
    case .cosine:
      CosineDecay(total: steps, warmUp: Int(warmUp * Double(steps)), minimum: minimum)
    case .oneCycle: OneCycle(total: steps, rise: max(warmUp, 1e-3))
    case .plateau:
      ReduceOnPlateau(factor: factor ?? 0.1, patience: patience, minimum: minimum)
    }
  }
}
