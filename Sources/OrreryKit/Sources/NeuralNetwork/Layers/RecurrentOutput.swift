public import TensorCore

/// What `RNN` and `GRU` give.
public struct RecurrentOutput: Sendable {
  /// h_t of the last layer, `[N, T, D · H]`; 0 after each sequence's length.
  public let output: Tensor
  /// h of every layer and direction after its last step, `[layers · D, N, H]`.
  public let hidden: Tensor
}
