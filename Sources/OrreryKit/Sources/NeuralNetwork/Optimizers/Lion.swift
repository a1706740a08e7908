internal import Kernels
internal import TensorCore

/// Steps of one length: the sign of a momentum. It keeps half of Adam's memory.
///
///     θ -= η (sign(β₁ m + (1 - β₁) g) + λ θ);   m = β₂ m + (1 - β₂) g
///
/// Its learning rate wants to be 3 to 10 times smaller than Adam's, its weight decay as much larger.
/// Chen et al. 2023, "Symbolic discovery of optimization algorithms", arXiv:2302.06675.
public struct Lion: Optimizer {
  public var groups: [ParameterGroup]
  public var rateFactor = 1.0
  public let beta1: Double
  public let beta2: Double
  private var average: [[Float]]

  public init(_ groups: [ParameterGroup], beta1: Double = 0.9, beta2: Double = 0.99) {
    Self.checkNames(groups)
    self.groups = groups
    self.beta1 = beta1
    self.beta2 = beta2
    average = groups.flatMap { $0.parameters.map { _ in [] } }
  }

  public init(_ module: some Module, learningRate: Double = 1e-4, weightDecay: Double = 0) {
    self.init([ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)])
  }

  public mutating func step() {
    let factor = rateFactor
    var average = self.average
    self.average = []  // held once, so that it is changed in place
    updateParameters { place, group, count, values, gradient in
      let rate = group.learningRate * factor
      changeMemory(&average[place], count) { m in
        parallelChunks(count) { r in
          let i = r.lowerBound
          orrery_lion_step(
            Int64(r.count), gradient + i, values + i, m + i, Float(1 - rate * group.weightDecay),
            Float(rate), Float(1 - beta1), Float(1 - beta2))
        }
      }
    }
    self.average = average
  }

  public func state() -> StateDictionary { stored(average, as: "exp_avg") }

  public mutating func load(_ state: StateDictionary) throws {
    try checkNames(of: state, keys: ["exp_avg"])
    average = try restored(state, "exp_avg")
  }
}
