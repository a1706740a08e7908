public import TensorCore

/// Transposed convolution with learned kernels: larger images from smaller ones.
///
/// **Shapes** `[N, inputChannels, H, W]` to `[N, outputChannels, (H - 1) stride - 2 padding +
/// dilation (kernel - 1) + outputPadding + 1, …]`; `weight` `[inputChannels, outputChannels /
/// groups, kernel height, kernel width]`, `bias` `[outputChannels]`.
public struct ConvTranspose2d: PureLayer {
  public let weight: Parameter
  public let bias: Parameter?
  public let stride: Size2d
  public let padding: Size2d
  public let outputPadding: Size2d
  public let dilation: Size2d
  public let groups: Int

  /// Starts as PyTorch's: weights by the initializer, the bias uniform in ±1/√fan-in, where the
  /// fan-in is counted as for a convolution with these weights: outputChannels / groups · kernel
  /// area.
  /// - Parameters:
  ///   - outputPadding: rows and columns more at the end; less than the stride.
  ///   - hasBias: false before a normalisation, which brings its own.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Size2d, stride: Size2d = 1,
    padding: Size2d = 0, outputPadding: Size2d = 0, dilation: Size2d = 1, groups: Int = 1,
    hasBias: Bool = true, initializer: Initializer = .pyTorch, random: inout RandomStream
  ) {
    precondition(
      groups > 0 && inputChannels % groups == 0 && outputChannels % groups == 0
        && inputChannels > 0 && outputChannels > 0,
      "ConvTranspose2d: \(inputChannels) to \(outputChannels) channels in \(groups) groups")
    let shape = [inputChannels, outputChannels / groups, kernelSize.height, kernelSize.width]
    weight = Parameter(initializer(shape, &random))
    let bound = 1 / Float(shape[1] * shape[2] * shape[3]).squareRoot()
    bias = hasBias ? Parameter(.uniform([outputChannels], -bound, bound, &random)) : nil
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.convTranspose2d(
      weight.tensor, bias: bias?.tensor, stride: stride, padding: padding,
      outputPadding: outputPadding, dilation: dilation, groups: groups)
  }

  public func work(from input: [Int], to output: [Int]) -> LayerWork {
    let kernel = weight.value.shape
    func window(_ length: Int, _ dilation: Int, _ stride: Int) -> Int {
      (dilation * (length - 1) + stride) / stride
    }
    return LayerWork(
      multiplyAdds: input.reduce(1, *) * kernel[1...].reduce(1, *),
      window: [
        window(kernel[2], dilation.height, stride.height),
        window(kernel[3], dilation.width, stride.width),
      ], enlargement: [stride.height, stride.width])
  }
}
