public import TensorCore

/// Batch normalisation of vectors and sequences, as `BatchNorm2d` does it for images
/// (Ioffe & Szegedy 2015, arXiv:1502.03167).
///
/// **Shapes** `[N, C]` or `[N, C, L]` to the same; all members `[C]`.
public struct BatchNorm1d: Layer {
  let norm: BatchNorm2d

  /// - Parameter momentum: the part of the running statistics that one batch replaces.
  public init(channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1) {
    norm = BatchNorm2d(channels: channels, epsilon: epsilon, momentum: momentum)
  }

  /// Those of the normalisation inside, under PyTorch's names.
  public var members: [(name: String, value: Any)] { norm.members }

  public func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    precondition(
      input.rank == 2 || input.rank == 3,
      "BatchNorm1d: shape \(input.shape) is not [N, C] or [N, C, L]")
    return norm(input, &pass)
  }
}
