public import TensorCore

/// A module that turns a tensor into a tensor.
public protocol Layer: Module {
  func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor

  /// What one call does, for `summary`: nothing worth counting where not said otherwise.
  /// - Parameters:
  ///   - input: the shape that it takes.
  ///   - output: the shape that it gives.
  func work(from input: [Int], to output: [Int]) -> LayerWork
}

extension Layer {
  public func work(from input: [Int], to output: [Int]) -> LayerWork { LayerWork() }
}
