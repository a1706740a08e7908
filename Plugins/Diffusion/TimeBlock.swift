import OrreryKit

/// A residual block of convolutions that is told the time and the class.
///
///     norm → SiLU → conv 3×3 → + linear(embedding) → norm → SiLU → conv 3×3 → + shortcut
///
/// It starts as its shortcut alone.
///
/// **Shapes** `[N, inputs, H, W]`, embedding `[N, E]` to `[N, outputs, H, W]`.
struct TimeBlock: Module {
  private let firstNorm: GroupNorm
  private let first: Conv2d
  private let told: Linear
  private let secondNorm: GroupNorm
  private let second: Conv2d
  private let shortcut: Conv2d?

  init(inputs: Int, outputs: Int, embedding: Int, random: inout RandomStream) {
    func norm(_ channels: Int) -> GroupNorm {
      GroupNorm(groups: channels % 4 == 0 ? 4 : 1, channels: channels)
    }
    firstNorm = norm(inputs)
    first = Conv2d(
      inputChannels: inputs, outputChannels: outputs, kernelSize: 3, padding: 1,
      initializer: .heNormal, random: &random)
    told = Linear(inputs: embedding, outputs: outputs, random: &random)
    secondNorm = norm(outputs)
    second = Conv2d(
      inputChannels: outputs, outputChannels: outputs, kernelSize: 3, padding: 1,
      initializer: .constant(0), random: &random)
    shortcut =
      inputs == outputs
      ? nil
      : Conv2d(inputChannels: inputs, outputChannels: outputs, kernelSize: 1, random: &random)
  }

  func callAsFunction(_ input: Tensor, _ embedding: Tensor, _ pass: inout Pass) -> Tensor {
    var value = first(firstNorm(input, &pass).silu(), &pass)
    let shift = told(embedding, &pass)  // [N, outputs]
    value = value + shift.reshaped(shift.shape + [1, 1])
    value = second(secondNorm(value, &pass).silu(), &pass)
    return value + (shortcut?(input, &pass) ?? input)
  }
}
