import OrreryKit

let convolutionLayers: LayerCases = [
  "conv-transpose2d": { random in
    ConvTranspose2d(
      inputChannels: 3, outputChannels: 2, kernelSize: 4, stride: 2, padding: 1, random: &random)
  },
  "conv-transpose2d-groups": { random in
    ConvTranspose2d(
      inputChannels: 4, outputChannels: 2, kernelSize: [3, 2], stride: [2, 1], padding: [1, 0],
      outputPadding: [1, 0], dilation: [1, 2], groups: 2, hasBias: false, random: &random)
  },
]
