import OrreryKit

/// A network whose outputs of degree d see inputs of lower degrees alone
/// (MADE, Germain et al. 2015, arXiv:1502.03509), with residual blocks.
///
///     linear → blocks × [ x + linear(SiLU(linear(SiLU(x)))) ] → SiLU → linear
///
/// The last layer starts at 0.
///
/// **Shapes** `[N, D]` to `[N, D, outputs]`.
struct MaskedNetwork: Layer {
  private let first: MaskedLinear
  private let blocks: [Sequential]
  private let last: MaskedLinear
  private let outputs: Int

  /// - Parameter degrees: of each input, from 1.
  init(degrees: [Int], hidden: Int, blocks: Int, outputs: Int, random: inout RandomStream) {
    let highest = max(1, (degrees.max() ?? 1) - 1)
    let inner = (0..<hidden).map { $0 % highest + 1 }
    first = MaskedLinear(inputs: degrees, outputs: inner, random: &random, isConnected: >=)
    self.blocks = (0..<blocks).map { _ in
      Sequential(
        SiLU(), MaskedLinear(inputs: inner, outputs: inner, random: &random, isConnected: >=),
        SiLU(), MaskedLinear(inputs: inner, outputs: inner, random: &random, isConnected: >=))
    }
    last = MaskedLinear(
      inputs: inner, outputs: degrees.flatMap { [Int](repeating: $0, count: outputs) },
      initializer: .constant(0), random: &random, isConnected: >)
    self.outputs = outputs
  }

  func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    var value = first(input, &pass)  // [N, hidden]
    for block in blocks { value = value + block(value, &pass) }
    return last(value.silu(), &pass).reshaped(input.shape + [outputs])
  }
}
