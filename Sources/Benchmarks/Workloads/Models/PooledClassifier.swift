import OrreryKit

/// Features of an image, their mean over the plane, a dense layer.
///
/// **Shapes** `[N, C, H, W]` to `[N, 10]`.
struct PooledClassifier: Layer {
  let features: Sequential
  let fc: Linear

  func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    fc(features(input, &pass).globalAveragePool2d())
  }

  /// Three pairs of convolutions, the channels doubled from pair to pair, with poolings between.
  static func plain(channels: Int, width: Int, _ random: inout RandomStream) -> PooledClassifier {
    var layers: [any Layer] = []
    var inputs = channels
    for outputs in [width, 2 * width, 4 * width] {
      if inputs != channels { layers.append(MaxPool2d(kernelSize: 2)) }
      layers += convolutionBlock(inputs, outputs, &random)
      layers += convolutionBlock(outputs, outputs, &random)
      inputs = outputs
    }
    return PooledClassifier(
      features: Sequential(layers), fc: Linear(inputs: inputs, outputs: 10, random: &random))
  }

  /// ResNet-18 with the stem for small images: one 3×3 convolution, no pooling (He et al. 2016,
  /// arXiv:1512.03385).
  static func resNet18(width: Int, _ random: inout RandomStream) -> PooledClassifier {
    var layers = convolutionBlock(3, width, &random)
    var inputs = width
    for (outputs, stride) in [(width, 1), (2 * width, 2), (4 * width, 2), (8 * width, 2)] {
      for stride in [stride, 1] {
        layers += [residual(inputs, outputs, stride, &random), ReLU()]
        inputs = outputs
      }
    }
    return PooledClassifier(
      features: Sequential(layers), fc: Linear(inputs: inputs, outputs: 10, random: &random))
  }

  private static func residual(
    _ inputs: Int, _ outputs: Int, _ stride: Int, _ random: inout RandomStream
  ) -> Residual {
    let body =
      convolutionBlock(inputs, outputs, stride: stride, &random)
      + convolutionBlock(outputs, outputs, &random).dropLast()  // ReLU comes after the sum
    guard stride != 1 || inputs != outputs else { return Residual(Sequential(body)) }
    return Residual(
      Sequential(body),
      shortcut: Sequential(
        Conv2d(
          inputChannels: inputs, outputChannels: outputs, kernelSize: 1, stride: Size2d(stride),
          hasBias: false, random: &random),
        BatchNorm2d(channels: outputs)))
  }
}
