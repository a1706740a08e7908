public import TensorCore

/// The largest value of each channel: whether a line or a burst is anywhere.
///
/// **Shapes** `[N, C, L]` to `[N, C]`.
public struct GlobalMaxPool1d: PureLayer {
  public init() {}
  public func callAsFunction(_ input: Tensor) -> Tensor { input.globalMaxPool1d() }

  public func work(from input: [Int], to output: [Int]) -> LayerWork { .overAll(of: input) }
}
