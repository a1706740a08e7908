import OrreryKit
import Testing

@Suite("Initialisers")
struct InitializerTests {
  /// [outputs, inputs, height, width]: fan-in 8 · 9 = 72, fan-out 64 · 9 = 576.
  static let shape = [64, 8, 3, 3]

  /// Initialiser, its variance, its bound.
  static let cases: [(Initializer, Double, Double)] = [
    (Initializer.pyTorch, 1.0 / 216, 0.117851),
    (Initializer.xavierUniform, 2.0 / 648, 0.096225),
    (Initializer.xavierNormal, 2.0 / 648, 1),
    (Initializer.heUniform, 2.0 / 72, 0.288676),
    (Initializer.heNormal, 2.0 / 72, 1),
    (Initializer.normal(deviation: 0.02), 0.0004, 1),
  ]

  @Test("Weights have the deviation of their fans and stay in bounds", arguments: cases)
  func spread(initializer: Initializer, variance: Double, bound: Double) {
    var random = RandomStream(seed: 5)
    let values = initializer(Self.shape, &random).scalars.map(Double.init)
    let n = Double(values.count)  // 4608: the variance is known to some 2 per cent
    let mean = values.reduce(0, +) / n
    let spread = values.reduce(0) { $0 + $1 * $1 } / n
    #expect(abs(mean) < 5 * (variance / n).squareRoot())
    #expect(abs(spread / variance - 1) < 0.12)
    #expect(values.allSatisfy { abs($0) <= bound + 1e-6 })
  }

  @Test("Orthogonal weights are", arguments: [[3, 5], [5, 3], [4, 2, 2, 1]])
  func orthogonal(shape: [Int]) {
    var random = RandomStream(seed: 6)
    let weights = Initializer.orthogonal(gain: 2)(shape, &random)
    let matrix = weights.reshaped([shape[0], -1])
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let square =
      rows <= columns
      ? matrix.matmul(matrix.transposed()) : matrix.transposed().matmul(matrix)
    let n = min(rows, columns)
    let identity = (0..<n * n).map { Float($0 / n == $0 % n ? 4 : 0) }
    expectClose(square, Tensor(identity, shape: [n, n]))
  }

  @Test("The same stream gives the same layer")
  func determinism() {
    func layer() -> StateDictionary {
      var random = RandomStream(seed: 9)
      return Linear(inputs: 3, outputs: 2, random: &random).stateDictionary()
    }
    #expect(layer() == layer())
  }
}
