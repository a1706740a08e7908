public import TensorCore

/// What an `LSTM` gives.
public struct LSTMOutput: Sendable {
  /// h_t of the last layer, `[N, T, D · H]`; 0 after each sequence's length.
  public let output: Tensor
  /// h of every layer and direction after its last step, `[layers · D, N, H]`.
  public let hidden: Tensor
  /// c of every layer and direction after its last step, `[layers · D, N, H]`.
  public let cell: Tensor
}
