import OrreryKit

/// The LSTM or GRU of a configuration.
struct RecurrentBody: Module {
  let lstm: LSTM?
  let gru: GRU?
  /// Numbers for each step.
  let outputs: Int

  init(_ configuration: LightCurveConfiguration, inputs: Int, random: inout RandomStream) {
    let (width, layers) = (configuration.width, configuration.layers)
    let dropout = Float(configuration.dropout)
    outputs = configuration.isBidirectional ? 2 * width : width
    switch configuration.cell {
    case .lstm:
      lstm = LSTM(
        inputs: inputs, hidden: width, layers: layers,
        isBidirectional: configuration.isBidirectional, dropout: dropout, random: &random)
      gru = nil
    case .gru:
      lstm = nil
      gru = GRU(
        inputs: inputs, hidden: width, layers: layers,
        isBidirectional: configuration.isBidirectional, dropout: dropout, random: &random)
    }
  }

  /// `[N, T, inputs]` to `[N, T, outputs]`, 0 behind each length.
  func callAsFunction(_ steps: Tensor, _ lengths: [Int], _ pass: inout Pass) -> Tensor {
    if let lstm { return lstm.run(steps, lengths: lengths, &pass).output }
    if let gru { return gru.run(steps, lengths: lengths, &pass).output }
    return steps
  }
}
