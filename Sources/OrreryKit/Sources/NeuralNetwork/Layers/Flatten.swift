public import TensorCore

/// All axes but the first as one.
///
/// **Shapes** `[N, …]` to `[N, product]`.
public struct Flatten: PureLayer {
  public init() {}
  public func callAsFunction(_ input: Tensor) -> Tensor { input.flattened(from: 1) }

  public func work(from input: [Int], to output: [Int]) -> LayerWork { .overAll(of: input) }
}
