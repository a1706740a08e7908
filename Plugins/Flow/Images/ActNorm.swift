import OrreryKit

/// y = (x + b) e^s for each channel, set by the first batch of training so that its outputs have mean
/// 0 and deviation 1 (Kingma & Dhariwal 2018, "Glow", arXiv:1807.03039).
///
/// **Shapes** `[N, C, H, W]` to the same; `bias` and `log_scale` `[1, C, 1, 1]`.
struct ActNorm: Module {
  let bias: Parameter
  let logScale: Parameter
  /// 1 once a batch has set it.
  let batches = Counter()

  init(channels: Int) {
    bias = Parameter(.zeros([1, channels, 1, 1]))
    logScale = Parameter(.zeros([1, channels, 1, 1]))
  }

  /// - Returns: y, and ln |det ∂y/∂x| of one image, a single number.
  func forward(_ input: Tensor, _ pass: inout Pass) -> (output: Tensor, logDeterminant: Tensor) {
    if pass.isTraining, batches.value == 0, !input.shape.contains(0) { set(by: input.detached) }
    let area = Float(input.shape[2] * input.shape[3])
    return ((input + bias.tensor) * logScale.tensor.exp(), logScale.tensor.sum() * area)
  }

  func inverse(_ output: Tensor) -> Tensor {
    output * (-logScale.value).exp() - bias.value
  }

  private func set(by input: Tensor) {
    let mean = input.mean(over: [0, 2, 3], keepingDimensions: true)
    let square = (input - mean).square().mean(over: [0, 2, 3], keepingDimensions: true)
    bias.value = -mean
    logScale.value = (square + 1e-6).log() * -0.5
    batches.value = 1
  }
}
