import OrreryKit

/// The `optimizer` section of a recipe.
public struct OptimizerSettings: Codable, Sendable {
  public enum Method: String, Codable, Sendable, CaseIterable {
    case sgd, rmsprop, adam, adamw, radam, lion
  }

  public var method = Method.adamw
  public var learningRate = 1e-3
  public var weightDecay = 0.01
  public var sparesBiases = false
  public var momentum = 0.9
  public var gradientLimit: Double?
  public var averageDecay: Double?

  static let settings = [
    Setting("method", "How weights follow gradients", choices: Method.allCases.map(\.rawValue)),
    Setting("learningRate", "Highest learning rate", range: 0...100),
    Setting("weightDecay", "Pull of weights towards 0", range: 0...10),
    Setting("sparesBiases", "Leave biases and normalisations out of that pull"),
    Setting("momentum", "Momentum of sgd and rmsprop", range: 0...0.9999),
    Setting("gradientLimit", "Longest gradient", range: 0...1e9, type: "number"),
    Setting(
      "averageDecay", "Decay of the moving average of the weights that is kept", range: 0...1,
      type: "number"),
  ]

  /// The keys that only some methods use.
  static let special: [String: [Method]] = ["momentum": [.sgd, .rmsprop]]

  func optimizer(of module: any Module) -> any Optimizer {
    let groups =
      sparesBiases
      ? ParameterGroup.sparingBiases(
        module, learningRate: learningRate, weightDecay: weightDecay)
      : [ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)]
    return switch method {
    case .sgd: SGD(groups, momentum: momentum)
    case .rmsprop: RMSprop(groups, momentum: momentum)
    case .adam: Adam(groups)
    case .adamw: Adam(groups, decouplesWeightDecay: true)
    case .radam: Adam(groups, isRectified: true)
    case .lion: Lion(groups)
    }
  }
}
