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

  public init(_ module: some Module, learningRate: Double, weightDecay: Double = 0) {
    self.init(module.namedParameters, learningRate: learningRate, weightDecay: weightDecay)
  }
}
