import Testing

@testable import TensorCore

/// Products of factors that are rounded to bfloat16, against their definition.
struct PrecisionTests {
  @Test("The precision is float32 unless somebody asks for another, and only where they ask")
  func isScoped() {
    #expect(Precision.current == .float32)
    let inside = withPrecision(.bfloat16) { Precision.current }
    #expect(inside == .bfloat16)
    #expect(Precision.current == .float32)
  }

  @Test("Factors are rounded to the nearest of 8 bits, ties to even; NaN and infinity stay")
  func rounding() {
    let one = Float(1)
    let step = Float(sign: .plus, exponent: -7, significand: 1)
    let values: [Float] = [
      one + step / 4, one + step / 2, one + 3 * step / 2, -(one + 0.76 * step), .infinity, .nan, 0,
    ]
    let rounded = Tensor(values, shape: [7]).roundedToBfloat16().scalars
    #expect(
      Array(rounded.dropLast(2)) == [one, one, one + 2 * step, -(one + step), .infinity])
    #expect(rounded[5].isNaN && rounded[6] == 0)
    #expect(values.map { Self.rounded($0) }.prefix(5) == rounded.prefix(5))
  }

  @Test(
    "Products and dense layers are sums of products of rounded factors, forward and back",
    arguments: [
      [1, 1, 1], [7, 5, 3], [33, 17, 65], [130, 300, 31], [8, 700, 40], [3, 2, 16], [1100, 9, 8],
      [5, 0, 3],
    ])
  func productIsItsSum(_ sizes: [Int]) {
    var random = RandomStream(seed: 5)
    let (rows, inner, columns) = (sizes[0], sizes[1], sizes[2])
    let a = Tensor.normal([rows, inner], &random)
    let b = Tensor.normal([inner, columns], &random)
    let g = Self.rounded(.normal([rows, columns], &random))
    let (left, right) = (Self.rounded(a), Self.rounded(b))
    let y = Self.product(left, right)
    let da = Self.product(g, right.transposed())
    let db = Self.product(left.transposed(), g)
    for generation in Generation.available {
      let (x, w) = (Parameter(a), Parameter(b.transposed()))
      let results = generation.use {
        let (plain, dense) = withPrecision(.bfloat16) {
          (a.matmul(b), x.tensor.linear(w.tensor))
        }
        let back = (dense * g).sum().gradients(at: [x, w])
        return [plain, dense, back[0], back[1].transposed()]
      }
      for (result, expected) in zip(results, [y, y, da, db]) {
        #expect(distance(result, expected) < 2e-6, "\(generation)")
      }
    }
  }

  @Test(
    "Convolutions are sums of products of rounded factors; Winograd's come near them",
    arguments: GenerationTests.convolutions)
  func convolutionIsItsSum(_ case: GenerationTests.Convolution) {
    var random = RandomStream(seed: 11)
    let channels = `case`.shape[1] / `case`.groups
    let x = Tensor.normal(`case`.shape, &random)
    let w = Tensor.normal([`case`.outputs, channels, `case`.kernel, `case`.kernel], &random)
    let bias = Tensor.normal([`case`.outputs], &random)
    let expected = ConvolutionSums(x, w, bias, `case`, factor: { Self.rounded($0) })
    for generation in Generation.available {
      let (input, weight) = (Parameter(x), Parameter(w))
      let (results, usesPairs) = generation.use {
        let y = withPrecision(.bfloat16) {
          input.tensor.conv2d(
            weight.tensor, bias: bias, stride: Size2d(`case`.stride),
            padding: Size2d(`case`.padding), dilation: Size2d(`case`.dilation),
            groups: `case`.groups)
        }
        let back = (y * expected.upstream).sum().gradients(at: [input, weight])
        return ([y] + back, Precision.bfloat16.depth == 2)
      }
      let limit: Float = usesPairs && `case`.name.hasPrefix("Winograd") ? 2e-2 : 2e-5
      for (result, sums) in zip(results, [expected.y, expected.dx, expected.dw]) {
        #expect(distance(result, sums) < limit, "\(generation)")
      }
    }
  }

  @Test("Winograd's tiles of rounded factors err by 1.3 % of the results, root mean square")
  func winogradIsNear() {
    var random = RandomStream(seed: 17)
    for (kernel, stride) in [(3, 1), (4, 2)] {
      let x = Tensor.normal([8, 32, 32, 32], &random)
      let w = Tensor.normal([64, 32, kernel, kernel], &random)
      func results(_ precision: Precision) -> [Tensor] {
        let (input, weight) = (Parameter(x), Parameter(w))
        let y = withPrecision(precision) {
          input.tensor.conv2d(weight.tensor, stride: Size2d(stride), padding: 1)
        }
        return [y] + (y * y.detached).sum().gradients(at: [input, weight])
      }
      for (rounded, exact) in zip(results(.bfloat16), results(.float32)) {
        let error = (rounded - exact).square().mean().item / exact.square().mean().item
        #expect(error.squareRoot() < 0.013, "window \(kernel)")
        #expect(error > 0, "window \(kernel)")
      }
    }
  }

  @Test("The way back uses the precision of its forward pass, wherever it runs")
  func wayBackFollows() {
    var random = RandomStream(seed: 3)
    let images = Tensor.normal([4, 3, 9, 9], &random)
    let filters = Tensor.normal([8, 3, 3, 3], &random)
    let matrix = Tensor.normal([5, 8], &random)
    func gradients(_ precision: Precision, back: Precision) -> [Tensor] {
      let parameters = [Parameter(images), Parameter(filters), Parameter(matrix)]
      let p = parameters.map(\.tensor)
      let loss = withPrecision(precision) {
        p[0].conv2d(p[1], stride: 2).relu().globalAveragePool2d().linear(p[2]).square().sum()
      }
      return withPrecision(back) {
        let first = loss.gradients(at: parameters, creatingGraph: true)
        return first.map(\.detached)
          + first[0].square().sum().gradients(at: parameters).map(\.detached)
      }
    }
    let rounded = gradients(.bfloat16, back: .bfloat16)
    #expect(gradients(.bfloat16, back: .float32) == rounded)
    let exact = gradients(.float32, back: .float32)
    #expect(gradients(.float32, back: .bfloat16) == exact)
    #expect(rounded[0] != exact[0])
  }

  @Test("Results have the same bits on one thread and on two, and with weights packed before")
  func bitsStay() {
    var random = RandomStream(seed: 8)
    let x = Tensor.normal([6, 16, 21, 18], &random)
    let (w, v) = (Tensor.normal([32, 16, 3, 3], &random), Tensor.normal([7, 16], &random))
    func results(_ threads: Int) -> [Tensor] {
      Compute.withThreads(threads) {
        withPrecision(.bfloat16) {
          let parameters = [Parameter(x), Parameter(w), Parameter(v)]
          let p = parameters.map(\.tensor)
          let second = p[1].reshaped([16, 32, 3, 3])
          let features = p[0].conv2d(p[1], padding: 1).conv2d(second, stride: 2)
          let y = features.transposed(1, 3).linear(p[2])
          return [y.detached] + y.square().sum().gradients(at: parameters)
        }
      }
    }
    let one = results(1)
    #expect(results(2) == one)
    let inference = (0..<2).map { _ in
      withoutGradient { withPrecision(.bfloat16) { x.conv2d(w, padding: 1) } }
    }
    #expect(inference[0] == inference[1])
    let exact = withoutGradient { x.conv2d(w, padding: 1) }
    #expect(exact != inference[0] && distance(inference[0], exact) < 2e-2)
  }

  @Test("NaN spreads over the windows that hold it and no further")
  func notANumber() {
    for channels in [1, 3, 4] {
      var values = [Float](repeating: 1, count: channels * 64)
      values[9] = .nan  // pixel (1, 1) of the first channel
      let x = Tensor(values, shape: [1, channels, 8, 8])
      let y = withPrecision(.bfloat16) {
        x.conv2d(.ones([2, channels, 3, 3]), padding: 1)
      }
      for (index, value) in y.scalars.enumerated() {
        let (row, column) = (index / 8 % 8, index % 8)
        #expect(value.isNaN == (row <= 2 && column <= 2), "\(channels) channels, \(row), \(column)")
      }
    }
  }

  private static func rounded(_ x: Float) -> Float {
    let bits = x.bitPattern
    return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  private static func rounded(_ x: Tensor) -> Tensor {
    Tensor(x.scalars.map { rounded($0) }, shape: x.shape)
  }

  /// Sums in double.
  private static func product(_ a: Tensor, _ b: Tensor) -> Tensor {
    let (rows, inner, columns) = (a.shape[0], a.shape[1], b.shape[1])
    let (left, right) = (a.scalars, b.scalars)
    return Tensor(
      (0..<rows * columns).map { at in
        let (i, j) = (at / columns, at % columns)
        return Float(
          (0..<inner).reduce(0.0) {
            $0 + Double(left[i * inner + $1]) * Double(right[$1 * columns + j])
          })
      }, shape: [rows, columns])
  }
}
