/// Weights of one direction of a recurrent layer, in PyTorch's order of gates: input, forget, cell,
/// output (LSTM); reset, update, new (GRU).
///
/// **Shapes** `input` `[gates · H, C]`, `hidden` `[gates · H, H]`, biases `[gates · H]`.
public struct RecurrentWeights: Sendable {
  /// From the input: PyTorch's `weight_ih`.
  public let input: Tensor
  /// From the hidden state: PyTorch's `weight_hh`.
  public let hidden: Tensor
  /// PyTorch's `bias_ih` and `bias_hh`.
  public let biases: (input: Tensor, hidden: Tensor)?

  public init(input: Tensor, hidden: Tensor, biases: (input: Tensor, hidden: Tensor)? = nil) {
    self.input = input
    self.hidden = hidden
    self.biases = biases
  }

  var tensors: [Tensor] { [input, hidden] + (biases.map { [$0.input, $0.hidden] } ?? []) }
}
