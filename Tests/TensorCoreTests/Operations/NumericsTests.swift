import Foundation
import OrreryKit
import Testing

/// Behaviour at the edges: accuracy over the whole range, NaN, infinities.
@Suite struct NumericsTests {
  /// Bit patterns spread over all positive floats, and their negatives.
  private static let spread: [Float] = {
    let positive = stride(from: UInt32(1), to: 0x7f80_0000, by: 100_003).map(
      Float.init(bitPattern:))
    return positive + positive.map { -$0 }
  }()

  private func worstError(
    _ operation: (Tensor) -> Tensor, _ exact: (Double) -> Double, _ inputs: [Float] = spread
  ) -> (units: Double, at: Float) {
    let values = operation(Tensor(inputs, shape: [inputs.count])).scalars
    var worst = (units: 0.0, at: Float(0))
    for (x, y) in zip(inputs, values) {
      let expected = exact(Double(x))
      let rounded = Float(expected)
      if rounded.isNaN || rounded.isInfinite || y.isNaN || y.isInfinite {
        if rounded.isNaN != y.isNaN || (!y.isNaN && rounded != y) { return (.infinity, x) }
        continue
      }
      let units = abs(Double(y) - expected) / Double(max(rounded.ulp, .leastNonzeroMagnitude))
      if units > worst.units { worst = (units, x) }
    }
    return worst
  }

  @Test("exp, log, tanh, sigmoid and softplus are exact to a few units in the last place")
  func accuracy() {
    let near = Self.spread.filter { abs($0) < 200 }
    let functions: [(String, (Tensor) -> Tensor, (Double) -> Double, Double)] = [
      ("exp", { $0.exp() }, { Foundation.exp($0) }, 1.6),
      ("log", { $0.log() }, { $0 < 0 ? .nan : Foundation.log($0) }, 1.6),
      ("tanh", { $0.tanh() }, { Foundation.tanh($0) }, 2),
      ("sigmoid", { $0.sigmoid() }, { 1 / (1 + Foundation.exp(-$0)) }, 3),
      (
        "softplus", { $0.softplus() },
        { max($0, 0) + Foundation.log1p(Foundation.exp(-abs($0))) }, 3
      ),
      ("elu", { $0.elu() }, { $0 > 0 ? $0 : Foundation.expm1($0) }, 4),
    ]
    for (name, operation, exact, limit) in functions {
      let worst = worstError(operation, exact, name == "log" ? Self.spread : near)
      #expect(worst.units <= limit, "\(name): \(worst.units) units at \(worst.at)")
    }
    let wide = worstError({ $0.exp() }, { Foundation.exp($0) })
    #expect(wide.units <= 1.6, "exp: \(wide.units) units at \(wide.at)")
  }

  @Test("NaN stays NaN in every element-wise operation")
  func nan() {
    let x = Tensor([.nan, 1], shape: [2])
    let results: [Tensor] = [
      -x, x + 1, x * 0, x / 2, 1 / x, x.exp(), x.log(), x.sqrt(), x.pow(2), x.abs(), x.square(),
      x.sin(), x.cos(), x.clamp(0, 1), x.sigmoid(), x.tanh(), x.relu(), x.leakyRelu(), x.elu(),
      x.selu(), x.gelu(), x.silu(), x.softplus(), .maximum(x, Tensor(3)), .minimum(Tensor(3), x),
      x.softmax(), x.logSoftmax(),
    ]
    for (index, result) in results.enumerated() {
      #expect(result.scalars[0].isNaN, "operation \(index)")
    }
    for result in results.dropLast(2) { #expect(!result.scalars[1].isNaN) }
  }

  @Test("NaN wins in maxima, minima, argmax and pooling")
  func nanWins() {
    for length in [3, 40] {
      var values = (0..<length).map(Float.init)
      values[1] = .nan
      let x = Tensor(values, shape: [length])
      #expect(x.max().item.isNaN)
      #expect(x.min().item.isNaN)
      #expect(x.argmax() == [1])
      #expect(x.isNaN().sum().item == 1)
      #expect(x.reshaped([length, 1]).broadcast(to: [length, 3]).max(over: [0]).scalars[2].isNaN)
    }
    let image = Tensor([1, .nan, 9, 3], shape: [1, 1, 2, 2])
    #expect(image.maxPool2d(2).item.isNaN)
    #expect(image.maxPool2d(2, stride: 1, padding: 1).scalars.filter(\.isNaN).count == 4)
  }

  @Test("select keeps NaN out of value and gradient")
  func selectGuards() throws {
    let x = Parameter(Tensor([-1, 4], shape: [2]))
    let safe = Tensor.select(x.value.greater(than: Tensor(0)), x.tensor, Tensor(1))
    let y = safe.sqrt()
    #expect(y.scalars == [1, 2])
    y.sum().backward()
    #expect(try #require(x.gradient).scalars == [0, 0.25])
  }

  @Test("softmax of large numbers does not overflow, its logarithm does not underflow")
  func softmaxRange() {
    let x = Tensor([1000, 0, -1000], shape: [3])
    #expect(x.softmax().scalars == [1, 0, 0])
    #expect(x.logSoftmax().scalars == [0, -1000, -2000])
  }

  @Test("Sums and variances of a bright sky lose nothing")
  func brightSky() {
    var random = RandomStream(seed: 8, key: "sky")
    let noise = Tensor.normal([1, 1, 500, 500], &random)
    let sky = (noise + 60_000).batchNorm2d(weight: .ones([1]), bias: .zeros([1]))
    #expect(abs(sky.variance.item - 1) < 0.01)
    // The mean itself is rounded to a Float: half a unit in the last place of 60,000.
    #expect(abs(sky.output.mean().item) < Float(60_000).ulp / 2)
    #expect(Tensor.full([1 << 20], 0.1).sum().item == Float(Double(Float(0.1)) * 1_048_576))
  }

  @Test("argmax takes the first of equal ones along any axis")
  func argmax() {
    let x = Tensor([1, 5, 5, 2, 7, 0, 9, 9, 8, 1, 1, 1], shape: [2, 2, 3])
    #expect(x.argmax() == [1, 1, 0, 0])
    #expect(x.argmax(axis: 0) == [1, 1, 1, 0, 0, 1])
    #expect(x.argmax(axis: 1) == [1, 1, 0, 0, 0, 0])
  }

  @Test("dropout keeps the mean and sets the share asked for to 0")
  func dropout() {
    var random = RandomStream(seed: 21, key: "dropout")
    let x = Parameter(.ones([100, 100]))
    let y = x.tensor.dropout(0.3, &random)
    let zeros = y.scalars.filter { $0 == 0 }.count
    #expect(abs(zeros - 3000) < 250)
    #expect(abs(y.mean().item - 1) < 0.04)
    y.sum().backward()
    #expect(x.gradient == y.detached, "the gradient of ones is the mask itself")
    #expect(x.value.dropout(0, &random) == x.value)
  }

  @Test("logSumExp neither overflows nor makes NaN of infinities")
  func logSumExp() {
    let x = Tensor(
      [1000, 1000, -1000, -1000, -.infinity, -.infinity, .infinity, 1, .nan, 0], shape: [5, 2])
    let y = x.logSumExp(over: [1]).scalars
    #expect(abs(y[0] - 1000.6931) < 1e-3 && abs(y[1] + 999.3069) < 1e-3)
    #expect(y[2] == -.infinity && y[3] == .infinity && y[4].isNaN)
  }

  @Test("argmin finds the first smallest element along any axis")
  func argmin() {
    let x = Tensor([1, 0, 0, 2, 7, 1], shape: [2, 3])
    #expect(x.argmin() == [1, 2])
    #expect(x.argmin(axis: 0) == [0, 0, 0])
  }

  @Test("NaN wins adaptive pooling, and the first of equal ones gets the gradient")
  func adaptiveMaximum() {
    let x = Parameter(Tensor([1, 2, 2, .nan, 3, 3], shape: [1, 1, 1, 6]))
    let y = x.tensor.adaptiveMaxPool2d(to: [1, 3])
    #expect(y.scalars[0] == 2 && y.scalars[1].isNaN && y.scalars[2] == 3)
    y.sum().backward()
    #expect(x.gradient?.scalars == [0, 1, 0, 1, 1, 0])
  }

  @Test("A query that may look at nothing gets zeros, and so do the gradients")
  func nothingToLookAt() {
    let q = Parameter(.ones([2, 3]))
    let y = Tensor.scaledDotProductAttention(
      query: q.tensor, key: .ones([4, 3]), value: .ones([4, 2]),
      mask: Tensor([0, 1], shape: [2, 1]))
    #expect(y.scalars == [0, 0, 1, 1])
    y.sum().backward()
    #expect(q.gradient.map { $0.isNaN().sum().item } == 0)
  }

  @Test("Gradients of layer normalisation's weights keep their digits over many rows")
  func manyRows() {
    let rows = 200_000
    let x = Tensor(
      (0..<rows * 2).map { $0 % 2 == 0 ? 1 : -1 }, shape: [rows, 2])  // normalised: 1 and -1
    let (weight, bias) = (Parameter(.ones([2])), Parameter(.zeros([2])))
    let y = x.layerNorm(weight: weight.tensor, bias: bias.tensor, epsilon: 0)
    (y * 0.1).sum().backward()
    let sum = Float(Double(Float(0.1)) * Double(rows))
    #expect(bias.gradient?.scalars == [sum, sum])
    #expect(weight.gradient?.scalars == [sum, -sum])
  }

  @Test("A kernel of two thousand values goes over a sequence and back")
  func longKernel() {
    var random = RandomStream(seed: 17)
    let (x, w) = (
      Parameter(.normal([1, 1, 2003], &random)), Parameter(.normal([1, 1, 2000], &random))
    )
    let y = x.tensor.conv1d(w.tensor)
    let g: [Float] = [1, -2, 0.5, 3]
    (y * Tensor(g, shape: [1, 1, 4])).sum().backward()
    let (a, b) = (x.value.scalars, w.value.scalars)
    let dx = x.gradient?.scalars ?? []
    let dw = w.gradient?.scalars ?? []
    func sum(_ range: Range<Int>, _ term: (Int) -> Float) -> Float {
      Float(range.reduce(0.0) { $0 + Double(term($1)) })
    }
    #expect(
      (0..<4).allSatisfy { i in abs(y[0, 0, i] - sum(0..<2000) { b[$0] * a[i + $0] }) < 1e-3 })
    for t in [0, 1, 2, 3, 1000, 1999, 2000, 2001, 2002] {
      let expected = sum(max(0, t - 1999)..<min(4, t + 1)) { g[$0] * b[t - $0] }
      #expect(abs(dx[t] - expected) < 1e-5)
    }
    for k in [0, 1, 1023, 1024, 1999] {
      #expect(abs(dw[k] - sum(0..<4) { g[$0] * a[$0 + k] }) < 1e-5)
    }
  }

  @Test("Cumulative sums of many numbers stay exact to a rounding")
  func cumulativeSum() {
    let y = Tensor.full([100_000], 0.1).cumulativeSum().scalars
    #expect(y[99_999] == Float(Double(Float(0.1)) * 100_000))
  }

  @Test("Normalisation within an object keeps its digits under a bright sky, and NaN stays within")
  func brightSkyWithin() {
    var random = RandomStream(seed: 4)
    let noise = Tensor.normal([2, 4, 40, 30], &random)
    let exact = noise.instanceNorm()
    let sky = (noise * 0.5 + 20_000).instanceNorm()
    // Values and mean are rounded to 0.001, a five-hundredth of the deviation.
    #expect((sky - exact).abs().max().item < 5e-3)
    var spoilt = noise
    spoilt.withUnsafeMutableBufferPointer { $0[0] = .nan }
    let groups = spoilt.groupNorm(groups: 2).isNaN().sum(over: [2, 3])
    #expect(groups.scalars == [1200, 1200, 0, 0, 0, 0, 0, 0])
  }
}
