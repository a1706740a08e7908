import OrreryKit

let sequenceLayers: LayerCases = [
  "conv1d": { random in
    Conv1d(inputChannels: 3, outputChannels: 4, kernelSize: 5, padding: 2, random: &random)
  },
  "conv1d-strided": { random in
    Conv1d(
      inputChannels: 2, outputChannels: 4, kernelSize: 3, stride: 2, padding: 1, dilation: 2,
      groups: 2, hasBias: false, random: &random)
  },
  "max-pool1d": { _ in MaxPool1d(kernelSize: 3, stride: 2, padding: 1) },
  "average-pool1d": { _ in AveragePool1d(kernelSize: 2) },
  "global-average-pool1d": { _ in GlobalAveragePool1d() },
  "global-max-pool1d": { _ in GlobalMaxPool1d() },
  "batch-norm1d": { _ in BatchNorm1d(channels: 3) },
  "batch-norm1d-sequence": { _ in BatchNorm1d(channels: 3) },
  "instance-norm-affine": { _ in
    InstanceNorm(channels: 3, isAffine: true, epsilon: 1e-3)
  },
  "embedding": { random in Embedding(count: 5, dimension: 3, random: &random) },
  "attention": { random in MultiheadAttention(dimension: 6, heads: 2, random: &random) },
  "attention-no-bias": { random in
    MultiheadAttention(dimension: 4, heads: 4, hasBias: false, random: &random)
  },
  "softmax": { _ in Softmax() },
  "log-softmax": { _ in LogSoftmax(axis: 1) },
]
