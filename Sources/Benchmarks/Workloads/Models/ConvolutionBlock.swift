import OrreryKit

/// Convolution 3×3 → norm → ReLU, as three layers of a `Sequential`.
func convolutionBlock(
  _ inputs: Int, _ outputs: Int, stride: Int = 1, _ random: inout RandomStream
) -> [any Layer] {
  [
    Conv2d(
      inputChannels: inputs, outputChannels: outputs, kernelSize: 3, stride: Size2d(stride),
      padding: 1, hasBias: false, random: &random),
    BatchNorm2d(channels: outputs), ReLU(),
  ]
}
