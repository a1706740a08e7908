import OrreryKit

/// A network with its inputs, that predicts and learns.
public protocol Workload {
  /// Everything that is trained.
  var module: any Module { get }
  /// The answer for the whole batch, in inference mode.
  func predict() -> Tensor
  /// One step of the optimisers.
  /// - Returns: the losses before the step.
  mutating func trainingStep() -> [Float]
}
