import Foundation
import OrreryKit

/// ln |det| of the Jacobian of a map of one point, by central differences and elimination in Double.
func logDeterminant(at point: [Float], step: Float = 1e-2, of map: ([Float]) -> [Float]) -> Double {
  let n = point.count
  var matrix = [Double](repeating: 0, count: n * n)
  for column in 0..<n {
    func moved(_ distance: Float) -> [Float] {
      var point = point
      point[column] += distance
      return map(point)
    }
    let (near, other) = (zip(moved(step), moved(-step)), zip(moved(2 * step), moved(-2 * step)))
    for (row, (a, b)) in zip(near, other).enumerated() {
      let difference = 8 * Double(a.0 - a.1) - Double(b.0 - b.1)
      matrix[row * n + column] = difference / (12 * Double(step))
    }
  }
  var result = 0.0
  for column in 0..<n {
    let pivot = (column..<n).max {
      abs(matrix[$0 * n + column]) < abs(matrix[$1 * n + column])
    }!
    for k in 0..<n { matrix.swapAt(pivot * n + k, column * n + k) }
    result += log(abs(matrix[column * n + column]))
    for row in column + 1..<max(n, column + 1) {
      let factor = matrix[row * n + column] / matrix[column * n + column]
      for k in column..<n { matrix[row * n + k] -= factor * matrix[column * n + k] }
    }
  }
  return result
}

extension Module {
  /// Moves every parameter at random, so that what starts at zero is tried as well.
  func shake(by deviation: Float, seed: UInt64 = 5) {
    var random = RandomStream(seed: seed, purpose: "shake")
    for parameter in parameters {
      parameter.value =
        parameter.value
        + .normal(parameter.value.shape, mean: 0, deviation: deviation, &random)
    }
  }
}
