public import TensorCore

/// Convolution of sequences with learned kernels, for spectra and light curves.
///
/// **Shapes** `[N, inputChannels, L]` to `[N, outputChannels, (L + 2 padding - dilation
/// (kernel - 1) - 1) / stride + 1]`; `weight` `[outputChannels, inputChannels / groups, kernel]`,
/// `bias` `[outputChannels]`.
public struct Conv1d: PureLayer {
  public let weight: Parameter
  public let bias: Parameter?
  public let stride: Int
  public let padding: Int
  public let dilation: Int
  public let groups: Int

  /// Starts as PyTorch's: weights by the initializer, the bias uniform in ±1/√fan-in.
  /// - Parameters:
  ///   - hasBias: false before a normalisation, which brings its own.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1, groups: Int = 1, hasBias: Bool = true, initializer: Initializer = .pyTorch,
    random: inout RandomStream
  ) {
    precondition(
      groups > 0 && inputChannels % groups == 0 && outputChannels % groups == 0
        && inputChannels > 0 && outputChannels > 0 && kernelSize > 0,
      "Conv1d: \(inputChannels) to \(outputChannels) channels in \(groups) groups, kernel "
        + "\(kernelSize)")
    let shape = [outputChannels, inputChannels / groups, kernelSize]
    weight = Parameter(initializer(shape, &random))
    let bound = 1 / Float(shape[1] * shape[2]).squareRoot()
    bias = hasBias ? Parameter(.uniform([outputChannels], -bound, bound, &random)) : nil
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.conv1d(
      weight.tensor, bias: bias?.tensor, stride: stride, padding: padding, dilation: dilation,
      groups: groups)
  }

  public func work(from input: [Int], to output: [Int]) -> LayerWork {
    let kernel = weight.value.shape
    return LayerWork(
      multiplyAdds: output.reduce(1, *) * kernel[1] * kernel[2],
      window: [dilation * (kernel[2] - 1) + 1], stride: [stride])
  }
}
