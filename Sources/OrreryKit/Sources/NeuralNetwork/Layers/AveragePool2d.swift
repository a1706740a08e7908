public import TensorCore

/// The mean of each window; padding counts as zeros.
///
/// **Shapes** `[N, C, H, W]` to `[N, C, (H + 2 padding - kernel) / stride + 1, …]`.
public struct AveragePool2d: PureLayer {
  public let kernelSize: Size2d
  public let stride: Size2d
  public let padding: Size2d

  /// - Parameter stride: as the kernel where not given.
  public init(kernelSize: Size2d, stride: Size2d? = nil, padding: Size2d = 0) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
    self.padding = padding
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.averagePool2d(kernelSize, stride: stride, padding: padding)
  }

  public func work(from input: [Int], to output: [Int]) -> LayerWork {
    LayerWork(window: kernelSize, stride: stride)
  }
}
