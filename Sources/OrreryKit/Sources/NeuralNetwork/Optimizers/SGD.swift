internal import Kernels
internal import TensorCore

/// Stochastic gradient descent with momentum.
///
///     g += λ θ;   v = μ v + g (v = g at first);   θ -= η v, with Nesterov η (g + μ v)
///
/// Sutskever et al. 2013, "On the importance of initialization and momentum".
public struct SGD: Optimizer {
  public var groups: [ParameterGroup]
  public var rateFactor = 1.0
  public let momentum: Double
  public let usesNesterov: Bool
  private var velocity: [[Float]]

  public init(_ groups: [ParameterGroup], momentum: Double = 0, nesterov: Bool = false) {
    Self.checkNames(groups)
    self.groups = groups
    self.momentum = momentum
    self.usesNesterov = nesterov
    velocity = groups.flatMap { $0.parameters.map { _ in [] } }
  }

  public init(
    _ module: some Module, learningRate: Double, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double = 0
  ) {
    self.init(
      [ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)],
      momentum: momentum, nesterov: nesterov)
  }

  public mutating func step() {
    let factor = rateFactor
    let mu = Float(momentum)
    var velocity = self.velocity
    self.velocity = []  // held once, so that it is changed in place
    updateParameters { place, group, count, values, gradient in
      let rate = Float(group.learningRate * factor)
      let decay = Float(group.weightDecay)
      guard mu != 0 else {
        parallelChunks(count) { r in
          let i = r.lowerBound
          orrery_sgd_step(Int64(r.count), gradient + i, values + i, rate, decay)
        }
        return
      }
      changeMemory(&velocity[place], count) { v in
        parallelChunks(count) { r in
          let i = r.lowerBound
          orrery_momentum_step(
            Int64(r.count), gradient + i, values + i, v + i, rate, decay, mu, usesNesterov ? 1 : 0)
        }
      }
    }
    self.velocity = velocity
  }

  public func state() -> StateDictionary { stored(velocity, as: "momentum_buffer") }

  public mutating func load(_ state: StateDictionary) throws {
    try checkNames(of: state, keys: ["momentum_buffer"])
    velocity = try restored(state, "momentum_buffer")
  }
}
