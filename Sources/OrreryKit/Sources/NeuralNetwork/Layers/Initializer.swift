internal import Foundation
public import TensorCore

/// How fresh weights are drawn.
///
/// For weights `[outputs, inputs, …]` the fan-in is inputs · kernel area, the fan-out outputs ·
/// kernel area.
public struct Initializer: Sendable {
  private let draw: @Sendable ([Int], inout RandomStream) -> Tensor

  public init(_ draw: @escaping @Sendable ([Int], inout RandomStream) -> Tensor) {
    self.draw = draw
  }

  public func callAsFunction(_ shape: [Int], _ random: inout RandomStream) -> Tensor {
    draw(shape, &random)
  }

  /// Uniform in ±1/√fan-in: what PyTorch's linear and convolution layers start with (Kaiming with
  /// a = √5).
  public static let pyTorch = Initializer { shape, random in
    uniform(shape, bound: 1 / fans(shape).in.squareRoot(), &random)
  }

  /// Uniform in ±√(6 / (fan-in + fan-out)) (Glorot & Bengio 2010).
  public static let xavierUniform = Initializer { shape, random in
    let fans = fans(shape)
    return uniform(shape, bound: (6 / (fans.in + fans.out)).squareRoot(), &random)
  }

  /// Normal with variance 2 / (fan-in + fan-out) (Glorot & Bengio 2010).
  public static let xavierNormal = Initializer { shape, random in
    let fans = fans(shape)
    return normal(shape, deviation: (2 / (fans.in + fans.out)).squareRoot(), &random)
  }

  /// Uniform in ±√(6 / fan-in), for layers before a ReLU (He et al. 2015, arXiv:1502.01852).
  public static let heUniform = Initializer { shape, random in
    uniform(shape, bound: (6 / fans(shape).in).squareRoot(), &random)
  }

  /// Normal with variance 2 / fan-in, for layers before a ReLU (He et al. 2015, arXiv:1502.01852).
  public static let heNormal = Initializer { shape, random in
    normal(shape, deviation: (2 / fans(shape).in).squareRoot(), &random)
  }

  /// Normal with this deviation.
  public static func normal(deviation: Double) -> Initializer {
    Initializer { shape, random in normal(shape, deviation: deviation, &random) }
  }

  /// The same number everywhere: 0 in the last layer makes a network start with no opinion.
  public static func constant(_ value: Float) -> Initializer {
    Initializer { shape, _ in Tensor.full(shape, value) }
  }

  /// Rows (or columns, where there are more rows) orthogonal and of length `gain`
  /// (Saxe et al. 2014, arXiv:1312.6120).
  public static func orthogonal(gain: Double = 1) -> Initializer {
    Initializer { shape, random in
      let rows = shape.first ?? 1
      let columns = shape.dropFirst().reduce(1, *)
      let (count, length) = (min(rows, columns), max(rows, columns))
      var vectors: [[Double]] = []
      while vectors.count < count {
        var vector = (0..<length).map { _ in random.normal() }
        for _ in 0..<2 {  // once more, against what rounding leaves
          for other in vectors {
            let product = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
            for i in vector.indices { vector[i] -= product * other[i] }
          }
        }
        let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if norm > 1e-6 { vectors.append(vector.map { $0 / norm }) }
      }
      let values = (0..<rows * columns).map { i -> Float in
        let (row, column) = (i / columns, i % columns)
        return Float(gain * (rows <= columns ? vectors[row][column] : vectors[column][row]))
      }
      return Tensor(values, shape: shape)
    }
  }

  /// - Returns: fan-in and fan-out of weights.
  private static func fans(_ shape: [Int]) -> (in: Double, out: Double) {
    precondition(shape.count >= 2, "Initializer: weights of shape \(shape) have no fan-in")
    let area = shape.dropFirst(2).reduce(1, *)
    return (Double(max(1, shape[1] * area)), Double(max(1, shape[0] * area)))
  }

  private static func uniform(_ shape: [Int], bound: Double, _ random: inout RandomStream) -> Tensor
  {
    Tensor.uniform(shape, Float(-bound), Float(bound), &random)
  }

  private static func normal(
    _ shape: [Int], deviation: Double, _ random: inout RandomStream
  ) -> Tensor {
    Tensor.normal(shape, mean: 0, deviation: Float(deviation), &random)
  }
}
