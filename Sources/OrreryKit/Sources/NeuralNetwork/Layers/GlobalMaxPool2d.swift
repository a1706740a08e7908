public import TensorCore

/// The largest value of each channel: whether a feature is anywhere in the image.
///
/// **Shapes** `[N, C, H, W]` to `[N, C]`.
public struct GlobalMaxPool2d: PureLayer {
  public init() {}
  public func callAsFunction(_ input: Tensor) -> Tensor { input.globalMaxPool2d() }

  public func work(from input: [Int], to output: [Int]) -> LayerWork { .overAll(of: input) }
}
