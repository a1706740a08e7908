public import TensorCore

/// A module that turns a tensor into a tensor.
public protocol Layer: Module {
  func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor
}
