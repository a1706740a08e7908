public import TensorCore

/// The largest values of a grid of cells that covers the image, whatever its size.
///
/// **Shapes** `[N, C, H, W]` to `[N, C, outputSize.height, outputSize.width]`.
public struct AdaptiveMaxPool2d: PureLayer {
  public let outputSize: Size2d

  public init(outputSize: Size2d) { self.outputSize = outputSize }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.adaptiveMaxPool2d(to: outputSize)
  }

  public func work(from input: [Int], to output: [Int]) -> LayerWork {
    .adaptive(from: input, to: output)
  }
}
