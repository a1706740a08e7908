import TensorCore

/// A convolution and its gradients by loops in double.
struct ConvolutionSums {
  let y, dx, dw, upstream: Tensor

  /// - Parameter factor: what happens to a factor before it is multiplied.
  init(
    _ x: Tensor, _ w: Tensor, _ bias: Tensor, _ c: GenerationTests.Convolution,
    factor: (Tensor) -> Tensor = { $0 }
  ) {
    let (x, w) = (factor(x), factor(w))
    let (height, width) = (x.shape[2], x.shape[3])
    func length(_ n: Int) -> Int {
      (n + 2 * c.padding - c.dilation * (c.kernel - 1) - 1) / c.stride + 1
    }
    let shape = [x.shape[0], c.outputs, length(height), length(width)]
    var random = RandomStream(seed: 12)
    upstream = factor(.normal(shape, &random))
    let (values, weights, g) = (x.scalars, w.scalars, upstream.scalars)
    var sums = [Double](repeating: 0, count: shape.reduce(1, *))
    var toInput = [Double](repeating: 0, count: values.count)
    var toWeight = [Double](repeating: 0, count: weights.count)
    let inputs = w.shape[1]
    for n in 0..<shape[0] {
      for o in 0..<c.outputs {
        let group = o / (c.outputs / c.groups)
        for i in 0..<shape[2] {
          for j in 0..<shape[3] {
            let at = ((n * c.outputs + o) * shape[2] + i) * shape[3] + j
            sums[at] = Double(bias.scalars[o])
            for k in 0..<inputs * c.kernel * c.kernel {
              let channel = group * inputs + k / (c.kernel * c.kernel)
              let row = i * c.stride + k / c.kernel % c.kernel * c.dilation - c.padding
              let column = j * c.stride + k % c.kernel * c.dilation - c.padding
              guard row >= 0, row < height, column >= 0, column < width else { continue }
              let from = ((n * x.shape[1] + channel) * height + row) * width + column
              let weight = o * inputs * c.kernel * c.kernel + k
              sums[at] += Double(values[from]) * Double(weights[weight])
              toInput[from] += Double(g[at]) * Double(weights[weight])
              toWeight[weight] += Double(g[at]) * Double(values[from])
            }
          }
        }
      }
    }
    y = Tensor(sums.map(Float.init), shape: shape)
    dx = Tensor(toInput.map(Float.init), shape: x.shape)
    dw = Tensor(toWeight.map(Float.init), shape: w.shape)
  }
}
