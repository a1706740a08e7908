public import TensorCore

/// The mean of each channel: a network that ends so takes sequences of any length.
///
/// **Shapes** `[N, C, L]` to `[N, C]`.
public struct GlobalAveragePool1d: PureLayer {
  public init() {}
  public func callAsFunction(_ input: Tensor) -> Tensor { input.globalAveragePool1d() }

  public func work(from input: [Int], to output: [Int]) -> LayerWork { .overAll(of: input) }
}
