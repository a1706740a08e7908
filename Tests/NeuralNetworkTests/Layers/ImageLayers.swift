import OrreryKit

let imageLayers: LayerCases = [
  "conv-transpose2d": { random in
    ConvTranspose2d(
      inputChannels: 3, outputChannels: 2, kernelSize: 4, stride: 2, padding: 1, random: &random)
  },
  "conv-transpose2d-groups": { random in
    ConvTranspose2d(
      inputChannels: 4, outputChannels: 2, kernelSize: [3, 2], stride: [2, 1], padding: [1, 0],
      outputPadding: [1, 0], dilation: [1, 2], groups: 2, hasBias: false, random: &random)
  },
  "global-max-pool": { _ in GlobalMaxPool2d() },
  "adaptive-average-pool": { _ in AdaptiveAveragePool2d(outputSize: [2, 3]) },
  "adaptive-max-pool": { _ in AdaptiveMaxPool2d(outputSize: [3, 2]) },
  "upsample-nearest": { _ in Upsample(scaleFactor: 2) },
  "upsample-bilinear": { _ in Upsample(scaleFactor: [3, 2], mode: .bilinear) },
  "instance-norm": { _ in InstanceNorm(channels: 3) },
]
