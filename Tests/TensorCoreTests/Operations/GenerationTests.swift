import Testing

@testable import TensorCore

/// Every generation of kernels against sums in double, by the definition.
struct GenerationTests {
  struct Convolution: Sendable, CustomTestStringConvertible {
    let name: String
    let shape: [Int]
    let outputs: Int
    let kernel: Int
    var stride = 1
    var padding = 0
    var dilation = 1
    var groups = 1
    var testDescription: String { name }
  }

  static let convolutions = [
    Convolution(
      name: "Winograd, odd sizes", shape: [2, 16, 7, 9], outputs: 32, kernel: 3, padding: 1),
    Convolution(name: "Winograd, no padding", shape: [1, 32, 11, 6], outputs: 16, kernel: 3),
    Convolution(
      name: "Winograd, padding 2", shape: [1, 16, 5, 5], outputs: 16, kernel: 3, padding: 2),
    Convolution(name: "few channels", shape: [2, 3, 9, 8], outputs: 5, kernel: 3, padding: 1),
    Convolution(
      name: "stride 2", shape: [2, 17, 9, 10], outputs: 33, kernel: 4, stride: 2, padding: 1),
    Convolution(
      name: "stride beyond the kernel", shape: [1, 4, 9, 9], outputs: 3, kernel: 2, stride: 3),
    Convolution(
      name: "dilation", shape: [2, 5, 11, 12], outputs: 7, kernel: 3, padding: 2, dilation: 2),
    Convolution(
      name: "groups", shape: [2, 6, 7, 7], outputs: 9, kernel: 3, stride: 2, padding: 1, groups: 3),
    Convolution(
      name: "depthwise", shape: [2, 21, 9, 19], outputs: 21, kernel: 3, padding: 1, groups: 21),
    Convolution(
      name: "depthwise, stride", shape: [1, 40, 14, 37], outputs: 40, kernel: 5, stride: 2,
      padding: 2, groups: 40),
    Convolution(
      name: "depthwise, dilation", shape: [2, 3, 13, 24], outputs: 3, kernel: 4, stride: 3,
      padding: 4, dilation: 2, groups: 3),
    Convolution(
      name: "depthwise, stride beyond the kernel", shape: [1, 16, 9, 9], outputs: 16, kernel: 2,
      stride: 3, groups: 16),
    Convolution(name: "pointwise", shape: [3, 20, 5, 4], outputs: 40, kernel: 1),
    Convolution(
      name: "more taps than a run", shape: [2, 1, 35, 38], outputs: 2, kernel: 33, padding: 1),
    Convolution(
      name: "more taps than a run, apart", shape: [1, 2, 70, 68], outputs: 3, kernel: 34,
      stride: 3, padding: 2, dilation: 2),
    Convolution(name: "window of the image", shape: [5, 6, 4, 4], outputs: 3, kernel: 4),
  ]

  @Test(
    "Convolutions of every generation are the sums that define them, forward and back",
    arguments: convolutions)
  func convolutionIsItsSum(_ case: Convolution) {
    var random = RandomStream(seed: 11)
    let channels = `case`.shape[1] / `case`.groups
    let x = Tensor.normal(`case`.shape, &random)
    let w = Tensor.normal([`case`.outputs, channels, `case`.kernel, `case`.kernel], &random)
    let bias = Tensor.normal([`case`.outputs], &random)
    let expected = ConvolutionSums(x, w, bias, `case`)
    for generation in Generation.available {
      let (input, weight) = (Parameter(x), Parameter(w))
      let (y, gradients) = generation.use {
        let y = input.tensor.conv2d(
          weight.tensor, bias: bias, stride: Size2d(`case`.stride), padding: Size2d(`case`.padding),
          dilation: Size2d(`case`.dilation), groups: `case`.groups)
        return (y, (y * expected.upstream).sum().gradients(at: [input, weight]))
      }
      #expect(distance(y, expected.y) < 2e-5, "\(generation), forward")
      #expect(distance(gradients[0], expected.dx) < 2e-5, "\(generation), at the input")
      #expect(distance(gradients[1], expected.dw) < 2e-5, "\(generation), at the weights")
    }
  }

  @Test(
    "Matrix products of every generation agree with sums in double",
    arguments: [
      [1, 1, 1], [7, 5, 3], [33, 17, 65], [130, 300, 31], [8, 700, 40],
    ])
  func productIsItsSum(_ sizes: [Int]) {
    var random = RandomStream(seed: 5)
    let (rows, inner, columns) = (sizes[0], sizes[1], sizes[2])
    let a = Tensor.normal([rows, inner], &random)
    let b = Tensor.normal([inner, columns], &random)
    let (left, right) = (a.scalars, b.scalars)
    let expected = Tensor(
      (0..<rows * columns).map { at in
        let (i, j) = (at / columns, at % columns)
        return Float(
          (0..<inner).reduce(0.0) {
            $0 + Double(left[i * inner + $1]) * Double(right[$1 * columns + j])
          })
      }, shape: [rows, columns])
    for generation in Generation.available {
      let (plain, dense, turned) = generation.use {
        (a.matmul(b), a.linear(b.transposed()), b.transposed().matmul(a.transposed()).transposed())
      }
      for (name, result) in [("matmul", plain), ("linear", dense), ("transposed", turned)] {
        #expect(distance(result, expected) < 2e-6, "\(generation), \(name)")
      }
    }
  }

  @Test(
    "A large batch, which goes by Winograd's tiles, is convolved as its images are",
    arguments: [0, 1, 2, 3])
  func batchIsItsImages(padding: Int) {
    var random = RandomStream(seed: 13)
    let x = Tensor.normal([48, 16, 11, 14], &random)
    let w = Tensor.normal([32, 16, 4, 4], &random)
    func results(_ images: Range<Int>) -> [Tensor] {
      let (input, weight) = (Parameter(x.sliced(axis: 0, images)), Parameter(w))
      let y = input.tensor.conv2d(weight.tensor, stride: 2, padding: Size2d(padding))
      return [y] + y.square().sum().gradients(at: [input, weight])
    }
    for generation in Generation.available {
      let (whole, parts) = generation.use {
        (results(0..<48), (0..<6).map { results($0 * 8..<$0 * 8 + 8) })
      }
      for place in 0...1 {
        let joined = Tensor.concatenated(parts.map { $0[place] }, axis: 0)
        #expect(distance(whole[place], joined) < 2e-5, "\(generation), result \(place)")
      }
      let sum = parts.dropFirst().reduce(parts[0][2]) { $0 + $1[2] }
      #expect(distance(whole[2], sum) < 2e-5, "\(generation), at the weights")
    }
  }

  @Test("Norms and poolings of every generation are those of the plain kernels")
  func channelsAgree() {
    var random = RandomStream(seed: 6)
    let x = Tensor.normal([3, 21, 7, 10], mean: 1000, &random)
    let (weight, bias) = (Tensor.normal([21], &random), Tensor.normal([21], &random))
    func results() -> [Tensor] {
      let input = Parameter(x)
      let norm = input.tensor.batchNorm(weight: weight, bias: bias, epsilon: 1e-5, slope: 0.2)
      let pools = [
        input.tensor.maxPool2d(3, stride: 2, padding: 1), input.tensor.averagePool2d(2),
        input.tensor.adaptiveAveragePool2d(to: [3, 4]), input.tensor.upsampleNearest2d(by: 2),
      ]
      let values = [norm.output] + pools
      return values + [norm.mean, norm.variance]
        + values.map { $0.square().sum().gradients(at: [input])[0] }
    }
    let expected = Generation.plain.use(results)
    for generation in Generation.available {
      for (index, (result, plain)) in zip(generation.use(results), expected).enumerated() {
        #expect(distance(result, plain) < 1e-5, "\(generation), result \(index)")
      }
    }
  }
}
