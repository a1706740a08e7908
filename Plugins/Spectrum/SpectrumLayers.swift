import OrreryKit

/// What the networks of this plug-in are made of.
enum SpectrumLayers {
  /// Convolution and norm; the length is divided by the stride.
  static func convolution(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, dilation: Int = 1,
    _ random: inout RandomStream
  ) -> [any Layer] {
    [
      Conv1d(
        inputChannels: inputs, outputChannels: outputs, kernelSize: kernel, stride: stride,
        padding: dilation * (kernel - 1) / 2, dilation: dilation, hasBias: false, random: &random),
      BatchNorm1d(channels: outputs),
    ]
  }

  /// Two convolutions around which the input is added.
  static func block(
    _ channels: Int, dilation: Int = 1, _ random: inout RandomStream
  ) -> Residual {
    Residual(
      Sequential(
        convolution(channels, channels, kernel: 5, dilation: dilation, &random) + [ReLU()]
          + convolution(channels, channels, kernel: 5, dilation: dilation, &random)))
  }
}
