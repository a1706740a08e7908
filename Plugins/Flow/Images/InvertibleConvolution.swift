import Foundation
import OrreryKit

/// A 1×1 convolution with a matrix W = P L U that is always invertible: L has ones on its diagonal, U
/// has ± e^s on its own (Kingma & Dhariwal 2018, arXiv:1807.03039).
///
/// **Shapes** `[N, C, H, W]` to the same; `lower`, `upper` and `permutation` `[C, C]`,
/// `log_diagonal` and `signs` `[C]`.
struct InvertibleConvolution: Module {
  let lower: Parameter
  let upper: Parameter
  let logDiagonal: Parameter
  let signs: Buffer
  let permutation: Buffer

  /// Starts as a random rotation.
  init(channels: Int, random: inout RandomStream) {
    var matrix = Initializer.orthogonal()([channels, channels], &random).scalars.map(Double.init)
    var rows = Array(0..<channels)
    // Doolittle's method with the largest pivot of each column.
    for column in 0..<channels {
      func size(_ row: Int) -> Double { abs(matrix[row * channels + column]) }
      let pivot = (column..<channels).max { size($0) < size($1) } ?? column
      if pivot != column {
        rows.swapAt(pivot, column)
        for k in 0..<channels { matrix.swapAt(pivot * channels + k, column * channels + k) }
      }
      for row in column + 1..<max(channels, column + 1) {
        let factor = matrix[row * channels + column] / matrix[column * channels + column]
        matrix[row * channels + column] = factor
        for k in column + 1..<channels {
          matrix[row * channels + k] -= factor * matrix[column * channels + k]
        }
      }
    }
    let diagonal = (0..<channels).map { matrix[$0 * channels + $0] }
    let all = Tensor(matrix.map { Float($0) }, shape: [channels, channels])
    lower = Parameter(all * Self.triangle(channels))
    upper = Parameter(all * Self.triangle(channels).transposed())
    logDiagonal = Parameter(Tensor(diagonal.map { Float(log(abs($0))) }, shape: [channels]))
    signs = Buffer(Tensor(diagonal.map { $0 < 0 ? -1 : 1 }, shape: [channels]))
    // Row number i of L U is row number rows[i] of W.
    permutation = Buffer(Tensor.oneHot(rows, classes: channels).transposed())
  }

  /// - Returns: y, and ln |det ∂y/∂x| of one image, a single number.
  func forward(_ input: Tensor) -> (output: Tensor, logDeterminant: Tensor) {
    let area = Float(input.shape[2] * input.shape[3])
    return (product(matrix(), input), logDiagonal.tensor.sum() * area)
  }

  func inverse(_ output: Tensor) -> Tensor {
    withoutGradient {
      let channels = output.shape[1]
      let inverse = Self.inverted(matrix().scalars.map(Double.init), channels)
      return product(Tensor(inverse.map { Float($0) }, shape: [channels, channels]), output)
    }
  }

  /// W.
  private func matrix() -> Tensor {
    let channels = logDiagonal.value.count
    let triangle = Self.triangle(channels)
    let identity = Tensor.oneHot(Array(0..<channels), classes: channels)
    let diagonal = (logDiagonal.tensor.exp() * signs.value).reshaped([channels, 1]) * identity
    let l = lower.tensor * triangle + identity
    let u = upper.tensor * triangle.transposed() + diagonal
    return permutation.value.matmul(l).matmul(u)
  }

  private func product(_ matrix: Tensor, _ input: Tensor) -> Tensor {
    input.conv2d(matrix.reshaped(matrix.shape + [1, 1]))
  }

  /// Ones below the diagonal.
  private static func triangle(_ n: Int) -> Tensor {
    Tensor((0..<n * n).map { $0 / n > $0 % n ? 1 : 0 }, shape: [n, n])
  }

  /// The inverse by elimination with pivots, in Double.
  private static func inverted(_ matrix: [Double], _ n: Int) -> [Double] {
    var (a, b) = (matrix, (0..<n * n).map { $0 / n == $0 % n ? 1.0 : 0 })
    for column in 0..<n {
      let pivot = (column..<n).max { abs(a[$0 * n + column]) < abs(a[$1 * n + column]) } ?? column
      for k in 0..<n {
        a.swapAt(pivot * n + k, column * n + k)
        b.swapAt(pivot * n + k, column * n + k)
      }
      let scale = 1 / a[column * n + column]
      for k in 0..<n {
        a[column * n + k] *= scale
        b[column * n + k] *= scale
      }
      for row in 0..<n where row != column {
        let factor = a[row * n + column]
        for k in 0..<n {
          a[row * n + k] -= factor * a[column * n + k]
          b[row * n + k] -= factor * b[column * n + k]
        }
      }
    }
    return b
  }
}
