public import TensorCore

/// Larger images, without anything to learn.
///
/// **Shapes** `[N, C, H, W]` to `[N, C, H scaleFactor.height, W scaleFactor.width]`.
public struct Upsample: PureLayer {
  /// Where the values of the new pixels come from.
  @frozen public enum Mode: Hashable, Sendable {
    /// From the pixel that they lie in.
    case nearest
    /// From the four nearest pixels, mixed; pixels are areas (PyTorch's `align_corners=False`).
    case bilinear
  }

  public let scaleFactor: Size2d
  public let mode: Mode

  public init(scaleFactor: Size2d, mode: Mode = .nearest) {
    self.scaleFactor = scaleFactor
    self.mode = mode
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    switch mode {
    case .nearest: input.upsampleNearest2d(by: scaleFactor)
    case .bilinear: input.upsampleBilinear2d(by: scaleFactor)
    }
  }

  public func work(from input: [Int], to output: [Int]) -> LayerWork {
    LayerWork(
      window: [mode == .nearest ? 1 : 2],
      enlargement: [scaleFactor.height, scaleFactor.width])
  }
}
