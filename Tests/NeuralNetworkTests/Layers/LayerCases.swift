import OrreryKit

typealias LayerCases = [String: @Sendable (inout RandomStream) throws -> any Layer]

/// The layers of the scripts reference.py, built with weights that the reference then replaces.
let layerCases: LayerCases = {
  var all = LayerCases()
  for cases in [firstLayers, imageLayers, sequenceLayers] { all.merge(cases) { first, _ in first } }
  return all
}()

private let firstLayers: LayerCases = [
  "linear": { random in
    Linear(inputs: 4, outputs: 3, random: &random)
  },
  "linear-no-bias": { random in
    Linear(inputs: 4, outputs: 3, hasBias: false, random: &random)
  },
  "conv2d": { random in
    Conv2d(inputChannels: 2, outputChannels: 4, kernelSize: 3, padding: 1, random: &random)
  },
  "conv2d-strided": { random in
    Conv2d(
      inputChannels: 2, outputChannels: 4, kernelSize: [3, 2], stride: 2, padding: [1, 0],
      groups: 2, random: &random)
  },
  "conv2d-dilated": { random in
    Conv2d(
      inputChannels: 1, outputChannels: 2, kernelSize: 3, dilation: 2, hasBias: false,
      random: &random)
  },
  "batch-norm": { _ in BatchNorm2d(channels: 3) },
  "batch-norm-flat": { _ in BatchNorm2d(channels: 3, epsilon: 1e-3, momentum: 0.3) },
  "layer-norm": { _ in LayerNorm(shape: [3, 4]) },
  "group-norm": { _ in GroupNorm(groups: 2, channels: 4) },
  "prelu": { _ in PReLU() },
  "prelu-channels": { _ in PReLU(channels: 3) },
  "max-pool": { _ in MaxPool2d(kernelSize: 3, stride: 2, padding: 1) },
  "average-pool": { _ in AveragePool2d(kernelSize: 2) },
  "global-pool": { _ in GlobalAveragePool2d() },
  "flatten": { _ in Flatten() },
  "relu": { _ in ReLU() },
  "leaky-relu": { _ in LeakyReLU(slope: 0.2) },
  "gelu": { _ in GELU() },
  "silu": { _ in SiLU() },
  "sigmoid": { _ in Sigmoid() },
  "tanh": { _ in Tanh() },
  "softplus": { _ in Softplus() },
  "selu": { _ in SELU() },
  "elu": { _ in ELU(alpha: 0.7) },
  "residual": { random in
    Residual(
      Sequential(
        Conv2d(
          inputChannels: 2, outputChannels: 3, kernelSize: 3, padding: 1, hasBias: false,
          random: &random),
        BatchNorm2d(channels: 3)),
      shortcut: Conv2d(inputChannels: 2, outputChannels: 3, kernelSize: 1, random: &random))
  },
]
