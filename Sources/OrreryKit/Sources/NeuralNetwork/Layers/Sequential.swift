public import TensorCore

/// Layers one after the other, named 0, 1, 2 … as in PyTorch.
///
///     let features = Sequential(
///       Conv2d(inputChannels: 1, outputChannels: 16, kernelSize: 3, padding: 1, random: &random),
///       BatchNorm2d(channels: 16),
///       ReLU())
public struct Sequential: Layer {
  public let layers: [any Layer]

  public init(_ layers: any Layer...) { self.layers = layers }
  public init(_ layers: [any Layer]) { self.layers = layers }

  public var members: [(name: String, value: Any)] {
    layers.enumerated().map { (String($0.offset), $0.element) }
  }

  public func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    var (value, index) = (input, 0)
    while index < layers.count {
      let (result, count) = step(index, value, &pass)
      value = result
      index += count
    }
    return value
  }
}
