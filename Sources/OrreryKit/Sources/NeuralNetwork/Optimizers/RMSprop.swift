internal import Kernels
internal import TensorCore

/// Steps divided by the running length of the gradient, element by element.
///
///     g += λ θ;   s = α s + (1 - α) g²;   θ -= η g / (√s + ε)
///
/// or with momentum μ: b = μ b + g / (√s + ε), θ -= η b. Tieleman & Hinton 2012, lecture 6.5 of
/// "Neural networks for machine learning"; ε outside of the root, as in PyTorch.
public struct RMSprop: Optimizer {
  public var groups: [ParameterGroup]
  public var rateFactor = 1.0
  public let smoothing: Double
  public let epsilon: Double
  public let momentum: Double
  private var squares: [[Float]]
  private var velocity: [[Float]]

  /// - Parameter smoothing: α, how much of the running squares a step keeps.
  public init(
    _ groups: [ParameterGroup], smoothing: Double = 0.99, epsilon: Double = 1e-8,
    momentum: Double = 0
  ) {
    Self.checkNames(groups)
    self.groups = groups
    self.smoothing = smoothing
    self.epsilon = epsilon
    self.momentum = momentum
    squares = groups.flatMap { $0.parameters.map { _ in [] } }
    velocity = squares
  }

  public init(
    _ module: some Module, learningRate: Double = 1e-2, momentum: Double = 0,
    weightDecay: Double = 0
  ) {
    self.init(
      [ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)],
      momentum: momentum)
  }

  public mutating func step() {
    let factor = rateFactor
    var (squares, velocity) = (self.squares, self.velocity)
    (self.squares, self.velocity) = ([], [])  // held once, so that they are changed in place
    updateParameters { place, group, count, values, gradient in
      func change(_ s: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>?) {
        parallelChunks(count) { r in
          let i = r.lowerBound
          orrery_rmsprop_step(
            Int64(r.count), gradient + i, values + i, s + i, b.map { $0 + i },
            Float(group.learningRate * factor), Float(group.weightDecay), Float(smoothing),
            Float(1 - smoothing), Float(epsilon), Float(momentum))
        }
      }
      changeMemory(&squares[place], count) { s in
        guard momentum != 0 else { return change(s, nil) }
        changeMemory(&velocity[place], count) { change(s, $0) }
      }
    }
    (self.squares, self.velocity) = (squares, velocity)
  }

  public func state() -> StateDictionary {
    stored(squares, as: "square_avg").merging(stored(velocity, as: "momentum_buffer")) { old, _ in
      old
    }
  }

  public mutating func load(_ state: StateDictionary) throws {
    try checkNames(of: state, keys: ["square_avg", "momentum_buffer"])
    let squares = try restored(state, "square_avg")
    let velocity = try restored(state, "momentum_buffer")
    for (place, named) in parameters.enumerated()
    where velocity[place].isEmpty != (momentum == 0 || squares[place].isEmpty) {
      throw DataError(.mismatch, "the optimiser's memory of \(named.name) is not whole")
    }
    (self.squares, self.velocity) = (squares, velocity)
  }
}
