internal import Foundation

/// Adaptive moments, with the weight decay in the gradient or, as AdamW, apart from it.
///
///     Adam: g += λ θ;   AdamW: θ -= η λ θ
///     m = β₁ m + (1 - β₁) g;   v = β₂ v + (1 - β₂) g²
///     θ -= η / (1 - β₁ᵗ) · m / (√(v / (1 - β₂ᵗ)) + ε)
///
/// Kingma & Ba 2015, arXiv:1412.6980; AdamW: Loshchilov & Hutter 2019, arXiv:1711.05101.
public struct Adam: Optimizer {
  public var groups: [ParameterGroup]
  public var rateFactor = 1.0
  public let beta1: Double
  public let beta2: Double
  public let epsilon: Double
  public let decouplesWeightDecay: Bool
  private var first: [[Float]]
  private var second: [[Float]]
  private var steps: [Int]

  /// - Parameter decouplesWeightDecay: true for AdamW.
  public init(
    _ groups: [ParameterGroup], beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    decouplesWeightDecay: Bool = false
  ) {
    Self.checkNames(groups)
    self.groups = groups
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.decouplesWeightDecay = decouplesWeightDecay
    first = groups.flatMap { $0.parameters.map { _ in [] } }
    second = first
    steps = first.map { _ in 0 }
  }

  public init(_ module: some Module, learningRate: Double = 1e-3, weightDecay: Double = 0) {
    self.init([ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)])
  }

  /// AdamW: the weight decay apart from the gradient.
  public static func decoupled(
    _ module: some Module, learningRate: Double = 1e-3, weightDecay: Double = 1e-2
  ) -> Adam {
    Adam(
      [ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)],
      decouplesWeightDecay: true)
  }

  public mutating func step() {
    let factor = rateFactor
    var (first, second, steps) = (self.first, self.second, self.steps)
    (self.first, self.second) = ([], [])  // held once, so that they are changed in place
    let (b1, b2) = (Float(1 - beta1), Float(beta2))
    let (c2, eps) = (Float(1 - beta2), Float(epsilon))
    updateParameters { place, group, values, gradient in
      if first[place].isEmpty {
        first[place] = [Float](repeating: 0, count: values.count)
        second[place] = first[place]
      }
      steps[place] += 1
      let rate = group.learningRate * factor
      let stepSize = Float(rate / (1 - pow(beta1, Double(steps[place]))))
      let correction = Float((1 - pow(beta2, Double(steps[place]))).squareRoot())
      let shrink = decouplesWeightDecay ? Float(1 - rate * group.weightDecay) : 1
      let decay = decouplesWeightDecay ? 0 : Float(group.weightDecay)
      first[place].withUnsafeMutableBufferPointer { m in
        second[place].withUnsafeMutableBufferPointer { v in
          for i in values.indices {
            let value = values[i] * shrink
            let g = gradient[i] + decay * value
            m[i] += (g - m[i]) * b1
            v[i] = v[i] * b2 + g * g * c2
            values[i] = value - stepSize * m[i] / (v[i].squareRoot() / correction + eps)
          }
        }
      }
    }
    (self.first, self.second, self.steps) = (first, second, steps)
  }

  public func state() -> StateDictionary {
    var result = stored(first, as: "exp_avg")
    result.merge(stored(second, as: "exp_avg_sq")) { old, _ in old }
    for (named, count) in zip(parameters, steps) where count > 0 {
      result["\(named.name).step"] = StateTensor(integers: [Int64(count)], shape: [])
    }
    return result
  }

  public mutating func load(_ state: StateDictionary) throws {
    try checkNames(of: state, keys: ["exp_avg", "exp_avg_sq", "step"])
    let first = try restored(state, "exp_avg")
    let second = try restored(state, "exp_avg_sq")
    let steps = parameters.map { Int(state["\($0.name).step"]?.integers?.first ?? 0) }
    for (place, named) in parameters.enumerated() {
      guard first[place].isEmpty == (steps[place] == 0), steps[place] >= 0,
        first[place].count == second[place].count
      else {
        throw DataError(.mismatch, "the optimiser's memory of \(named.name) is not whole")
      }
    }
    (self.first, self.second, self.steps) = (first, second, steps)
  }
}
