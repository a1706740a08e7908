import OrreryKit

/// The network of reference.py.
struct Network: Layer {
  let features: Sequential
  let blocks: [Conv2d]
  let fcOut: Linear

  init(random: inout RandomStream) {
    features = Sequential(
      Conv2d(inputChannels: 1, outputChannels: 4, kernelSize: 3, padding: 1, random: &random),
      BatchNorm2d(channels: 4), ReLU(), MaxPool2d(kernelSize: 2))
    var blocks: [Conv2d] = []
    for _ in 0..<2 {
      blocks.append(
        Conv2d(inputChannels: 4, outputChannels: 4, kernelSize: 3, padding: 1, random: &random))
    }
    self.blocks = blocks
    fcOut = Linear(inputs: 4, outputs: 3, random: &random)
  }

  func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    var x = features(input, &pass)
    for block in blocks { x = x + block(x).relu() }
    return fcOut(x.globalAveragePool2d())
  }
}
