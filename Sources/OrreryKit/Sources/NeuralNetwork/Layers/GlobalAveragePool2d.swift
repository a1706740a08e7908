public import TensorCore

/// The mean of each channel: a network that ends so takes images of any size.
///
/// **Shapes** `[N, C, H, W]` to `[N, C]`.
public struct GlobalAveragePool2d: PureLayer {
  public init() {}
  public func callAsFunction(_ input: Tensor) -> Tensor { input.globalAveragePool2d() }

  public func work(from input: [Int], to output: [Int]) -> LayerWork { .overAll(of: input) }
}
