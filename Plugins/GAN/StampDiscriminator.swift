import OrreryKit

/// Tells real stamps from made ones, by strided convolutions and a projection on the class
/// (Miyato & Koyama 2018, arXiv:1802.05637).
///
///     [ conv 4×4, stride 2 → leaky ReLU ] … → 4×4, with the spread over the batch as one more channel
///       → conv 3×3 → leaky ReLU → linear → leaky ReLU = h;   logit = w · h + (V class) · h
///
/// It has no normalisation over the batch: the penalty on its slope is one of each object. The spread
/// over the batch (Karras et al. 2018, arXiv:1710.10196) shows it a generator that makes few kinds.
///
/// **Shapes** `[N, channels, S, S]`, classes `[N, K]` to `[N]`.
struct StampDiscriminator: Module {
  let body: Sequential
  let joint: Conv2d
  let hidden: Linear
  let head: Linear
  let classes: Linear?
  private static let features = 64

  init(
    channels: Int, doublings: Int, width: Int, classes: Int, random: inout RandomStream
  ) {
    var inputs = channels
    var layers: [any Layer] = []
    for step in 0..<doublings {
      let outputs = width << step
      layers += [
        Conv2d(
          inputChannels: inputs, outputChannels: outputs, kernelSize: 4, stride: 2, padding: 1,
          initializer: .heNormal, random: &random),
        LeakyReLU(slope: 0.2),
      ]
      inputs = outputs
    }
    body = Sequential(layers)
    joint = Conv2d(
      inputChannels: inputs + 1, outputChannels: inputs, kernelSize: 3, padding: 1,
      initializer: .heNormal, random: &random)
    hidden = Linear(
      inputs: inputs * 16, outputs: Self.features, initializer: .heNormal, random: &random)
    head = Linear(inputs: Self.features, outputs: 1, random: &random)
    self.classes =
      classes > 0
      ? Linear(inputs: classes, outputs: Self.features, hasBias: false, random: &random) : nil
  }

  func callAsFunction(_ images: Tensor, conditions: Tensor?, _ pass: inout Pass) -> Tensor {
    let h = features(images, &pass)
    let plain = head(h, &pass).reshaped([images.shape[0]])
    guard let classes, let conditions else { return plain }
    return plain + (h * classes(conditions, &pass)).sum(over: [1])
  }

  /// `[N, features]`.
  func features(_ images: Tensor, _ pass: inout Pass) -> Tensor {
    let h = body(images, &pass)  // [N, C, 4, 4]
    let difference = h - h.mean(over: [0], keepingDimensions: true)
    let variance = difference.square().mean(over: [0])
    // 1e-8 keeps the slope of the root finite where all objects agree.
    let spread = (variance + 1e-8).sqrt().mean().reshaped([1, 1, 1, 1])
    let plane = spread.broadcast(to: [h.shape[0], 1, h.shape[2], h.shape[3]])
    let joined = joint(.concatenated([h, plane], axis: 1), &pass).leakyRelu(slope: 0.2)
    return hidden(joined.flattened(from: 1), &pass).leakyRelu(slope: 0.2)
  }
}
