public import TensorCore

/// A layer that does the same in training and prediction.
public protocol PureLayer: Layer {
  func callAsFunction(_ input: Tensor) -> Tensor
}

extension PureLayer {
  public func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    let output = self(input)
    pass.record(self, from: input, to: output)
    return output
  }
}
