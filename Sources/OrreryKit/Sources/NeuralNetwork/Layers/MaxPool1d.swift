public import TensorCore

/// The largest value of each window of a sequence.
///
/// **Shapes** `[N, C, L]` to `[N, C, (L + 2 padding - kernel) / stride + 1]`.
public struct MaxPool1d: PureLayer {
  public let kernelSize: Int
  public let stride: Int
  public let padding: Int

  /// - Parameter stride: as the kernel where not given.
  public init(kernelSize: Int, stride: Int? = nil, padding: Int = 0) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
    self.padding = padding
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.maxPool1d(kernelSize, stride: stride, padding: padding)
  }

  public func work(from input: [Int], to output: [Int]) -> LayerWork {
    LayerWork(window: [kernelSize], stride: [stride])
  }
}
