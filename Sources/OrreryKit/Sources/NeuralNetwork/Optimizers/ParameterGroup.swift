/// Parameters that share a learning rate and a weight decay: a new head beside a tuned body.
public struct ParameterGroup: Sendable {
  public let parameters: [NamedParameter]
  /// Before the schedule's factor.
  public var learningRate: Double
  public var weightDecay: Double

  public init(_ parameters: [NamedParameter], learningRate: Double, weightDecay: Double = 0) {
    self.parameters = parameters
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }

  /// The parameters of a model whose names are chosen.
  ///
  ///     let head = ParameterGroup(model, learningRate: 1e-2) { $0.hasPrefix("head.") }
  ///     let body = ParameterGroup(model, learningRate: 1e-4) { !$0.hasPrefix("head.") }
  public init(
    _ module: some Module, learningRate: Double, weightDecay: Double = 0,
    where isChosen: (String) -> Bool = { _ in true }
  ) {
    self.init(
      module.namedParameters.filter { isChosen($0.name) }, learningRate: learningRate,
      weightDecay: weightDecay)
  }

  /// Two groups of the chosen parameters: weights of two axes or more decay; biases and the scales
  /// and shifts of normalisations, which have one, do not (Goyal et al. 2017, arXiv:1706.02677).
  ///
  ///     let groups = ParameterGroup.sparingBiases(model, learningRate: 1e-3, weightDecay: 0.05)
  ///     var optimizer = Adam(groups, decouplesWeightDecay: true)
  public static func sparingBiases(
    _ module: some Module, learningRate: Double, weightDecay: Double,
    where isChosen: (String) -> Bool = { _ in true }
  ) -> [ParameterGroup] {
    let chosen = module.namedParameters.filter { isChosen($0.name) }
    return [
      ParameterGroup(
        chosen.filter { $0.parameter.value.rank >= 2 }, learningRate: learningRate,
        weightDecay: weightDecay),
      ParameterGroup(
        chosen.filter { $0.parameter.value.rank < 2 }, learningRate: learningRate),
    ]
  }
}
