internal import Foundation
internal import Kernels
internal import TensorCore

/// Adaptive moments, with the weight decay in the gradient or, as AdamW, apart from it.
///
///     Adam: g += λ θ;   AdamW: θ -= η λ θ
///     m = β₁ m + (1 - β₁) g;   v = β₂ v + (1 - β₂) g²
///     θ -= η / (1 - β₁ᵗ) · m / (√(v / (1 - β₂ᵗ)) + ε)
///
/// Rectified, as RAdam, the first steps, whose v is of few gradients, leave it out, and the later
/// ones shrink by how uncertain v is.
///
/// Kingma & Ba 2015, arXiv:1412.6980; AdamW: Loshchilov & Hutter 2019, arXiv:1711.05101; RAdam: Liu
/// et al. 2020, arXiv:1908.03265.
public struct Adam: Optimizer {
  public var groups: [ParameterGroup]
  public var rateFactor = 1.0
  public let beta1: Double
  public let beta2: Double
  public let epsilon: Double
  public let decouplesWeightDecay: Bool
  public let isRectified: Bool
  private var first: [[Float]]
  private var second: [[Float]]
  private var steps: [Int]

  /// - Parameters:
  ///   - decouplesWeightDecay: true for AdamW.
  ///   - isRectified: true for RAdam.
  public init(
    _ groups: [ParameterGroup], beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    decouplesWeightDecay: Bool = false, isRectified: Bool = false
  ) {
    Self.checkNames(groups)
    self.groups = groups
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.decouplesWeightDecay = decouplesWeightDecay
    self.isRectified = isRectified
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
    updateParameters { place, group, count, values, gradient in
      steps[place] += 1
      let rate = group.learningRate * factor
      let shrink = decouplesWeightDecay ? Float(1 - rate * group.weightDecay) : 1
      let decay = decouplesWeightDecay ? 0 : Float(group.weightDecay)
      let (length, scale, floor) = coefficients(step: steps[place])
      changeMemory(&first[place], count) { m in
        changeMemory(&second[place], count) { v in
          parallelChunks(count) { r in
            let i = r.lowerBound
            orrery_adam_step(
              Int64(r.count), gradient + i, values + i, m + i, v + i, shrink, decay,
              Float(1 - beta1), Float(beta2), Float(1 - beta2), Float(rate * length), scale, floor)
          }
        }
      }
    }
    (self.first, self.second, self.steps) = (first, second, steps)
  }

  /// θ -= η · length · m / (scale √v + floor) at step t, from 1.
  private func coefficients(step t: Int) -> (length: Double, scale: Float, floor: Float) {
    let length = 1 / (1 - pow(beta1, Double(t)))
    let correction = 1 - pow(beta2, Double(t))
    guard isRectified else {
      return (length, Float(1 / correction.squareRoot()), Float(epsilon))
    }
    let limit = 2 / (1 - beta2) - 1
    let freedom = limit - 2 * Double(t) * pow(beta2, Double(t)) / correction
    guard freedom > 5 else { return (length, 0, 1) }
    let rectification =
      (freedom - 4) * (freedom - 2) * limit / ((limit - 4) * (limit - 2) * freedom)
    return (length * (rectification * correction).squareRoot(), 1, Float(epsilon))
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
