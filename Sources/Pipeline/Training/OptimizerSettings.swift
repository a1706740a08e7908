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
  public var beta1 = 0.9
  public var beta2 = 0.999
  /// Factors of the learning rate of parameters whose names begin so; the longest one counts.
  public var rates: [String: Double] = [:]
  public var gradientLimit: Double?
  public var averageDecay: Double?

  static let settings = [
    Setting("method", "How weights follow gradients", choices: Method.allCases.map(\.rawValue)),
    Setting("learningRate", "Highest learning rate", range: 0...100),
    Setting("weightDecay", "Pull of weights towards 0", range: 0...10),
    Setting("sparesBiases", "Leave biases and normalisations out of that pull"),
    Setting("momentum", "Momentum of sgd and rmsprop", range: 0...0.9999),
    Setting("beta1", "Memory of the gradient, of the adam methods", range: 0...0.9999),
    Setting("beta2", "Memory of its square, of the adam methods", range: 0...0.999999),
    Setting(
      "rates", "Factors of the learning rate by the beginning of parameters' names",
      range: 0...1e6, type: "map"),
    Setting("gradientLimit", "Longest gradient", range: 0...1e9, type: "number"),
    Setting(
      "averageDecay", "Decay of the moving average of the weights that is kept", range: 0...1,
      type: "number"),
  ]

  /// The keys that only some methods use.
  static let special: [String: [Method]] = [
    "momentum": [.sgd, .rmsprop], "beta1": [.adam, .adamw, .radam],
    "beta2": [.adam, .adamw, .radam],
  ]

  func optimizer(of module: any Module) -> any Optimizer {
    let groups = rates.isEmpty ? self.groups(of: module) { _ in true } : ratedGroups(of: module)
    return switch method {
    case .sgd: SGD(groups, momentum: momentum)
    case .rmsprop: RMSprop(groups, momentum: momentum)
    case .adam: Adam(groups, beta1: beta1, beta2: beta2)
    case .adamw: Adam(groups, beta1: beta1, beta2: beta2, decouplesWeightDecay: true)
    case .radam: Adam(groups, beta1: beta1, beta2: beta2, isRectified: true)
    case .lion: Lion(groups)
    }
  }

  /// One or two groups of the chosen parameters.
  private func groups(
    of module: any Module, factor: Double = 1, where isChosen: (String) -> Bool
  ) -> [ParameterGroup] {
    let rate = learningRate * factor
    return sparesBiases
      ? ParameterGroup.sparingBiases(
        module, learningRate: rate, weightDecay: weightDecay, where: isChosen)
      : [
        ParameterGroup(module, learningRate: rate, weightDecay: weightDecay, where: isChosen)
      ]
  }

  /// Groups for the prefixes in `rates`, those of the rest last.
  private func ratedGroups(of module: any Module) -> [ParameterGroup] {
    let prefixes = rates.keys.sorted { ($1.count, $0) < ($0.count, $1) }
    func prefix(of name: String) -> String? { prefixes.first { name.hasPrefix($0) } }
    let rated = prefixes.flatMap { own in
      groups(of: module, factor: rates[own] ?? 1) { prefix(of: $0) == own }
    }
    return rated + groups(of: module) { prefix(of: $0) == nil }
  }
}
