public import TensorCore

/// Convolution of images with learned kernels.
///
/// **Shapes** `[N, inputChannels, H, W]` to `[N, outputChannels, (H + 2 padding - dilation
/// (kernel - 1) - 1) / stride + 1, …]`; `weight` `[outputChannels, inputChannels / groups, kernel
/// height, kernel width]`, `bias` `[outputChannels]`.
public struct Conv2d: PureLayer {
  public let weight: Parameter
  public let bias: Parameter?
  public let stride: Size2d
  public let padding: Size2d
  public let dilation: Size2d
  public let groups: Int

  /// Starts as PyTorch's: weights by the initializer, the bias uniform in ±1/√fan-in.
  /// - Parameters:
  ///   - hasBias: false before a normalisation, which brings its own.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Size2d, stride: Size2d = 1,
    padding: Size2d = 0, dilation: Size2d = 1, groups: Int = 1, hasBias: Bool = true,
    initializer: Initializer = .pyTorch, random: inout RandomStream
  ) {
    precondition(
      groups > 0 && inputChannels % groups == 0 && outputChannels % groups == 0
        && inputChannels > 0 && outputChannels > 0,
      "Conv2d: \(inputChannels) to \(outputChannels) channels in \(groups) groups")
    let shape = [outputChannels, inputChannels / groups, kernelSize.height, kernelSize.width]
    weight = Parameter(initializer(shape, &random))
    let bound = 1 / Float(shape[1] * shape[2] * shape[3]).squareRoot()
    bias = hasBias ? Parameter(.uniform([outputChannels], -bound, bound, &random)) : nil
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.conv2d(
      weight.tensor, bias: bias?.tensor, stride: stride, padding: padding, dilation: dilation,
      groups: groups)
  }

  public func work(from input: [Int], to output: [Int]) -> LayerWork {
    let kernel = weight.value.shape
    return LayerWork(
      multiplyAdds: output.reduce(1, *) * kernel[1...].reduce(1, *),
      window: Size2d(dilation.height * (kernel[2] - 1) + 1, dilation.width * (kernel[3] - 1) + 1),
      stride: stride)
  }
}
