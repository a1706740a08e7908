import Foundation
import OrreryKit

/// A least-squares Fourier series of one band at a known period:
/// offset + Σₖ aₖ cos(k φ + φₖ), φ = 2π (t - origin) / period.
struct FourierFit {
  /// Of harmonic 1, 2 …
  let amplitudes: [Double]
  let phases: [Double]
  /// Share of the variance that is left, 0 to 1.
  let residual: Double

  /// - Returns: `nil` where there are not twice as many points as coefficients.
  init?(_ curve: LightCurve, points: [Int], period: Double, origin: Double, harmonics: Int) {
    let size = 2 * harmonics + 1
    guard points.count >= 2 * size, period > 0 else { return nil }
    var matrix = [Double](repeating: 0, count: size * size)
    var right = [Double](repeating: 0, count: size)
    var (sum, square, weights) = (0.0, 0.0, 0.0)
    for point in points {
      let turns = (curve.time[point] - origin) / period
      let phase = 2 * Double.pi * (turns - turns.rounded(.down))
      var row = [1.0]
      for k in 1...harmonics { row += [cos(Double(k) * phase), sin(Double(k) * phase)] }
      let value = Double(curve.value[point])
      let sigma = curve.uncertainty.map { Double($0[point]) } ?? 1
      let weight = sigma > 0 && sigma.isFinite ? 1 / (sigma * sigma) : 0
      for i in 0..<size {
        right[i] += weight * row[i] * value
        for j in 0...i { matrix[i * size + j] += weight * row[i] * row[j] }
      }
      weights += weight
      sum += weight * value
      square += weight * value * value
    }
    // A little of the diagonal keeps gaps in phase from blowing the fit up.
    let ridge = 1e-4 * weights
    for i in 1..<size { matrix[i * size + i] += ridge }
    guard let solution = Self.solve(matrix, right, size) else { return nil }
    var (amplitudes, phases): ([Double], [Double]) = ([], [])
    for k in 0..<harmonics {
      let (c, s) = (solution[2 * k + 1], solution[2 * k + 2])
      amplitudes.append((c * c + s * s).squareRoot())
      phases.append(atan2(-s, c))
    }
    self.amplitudes = amplitudes
    self.phases = phases
    let variance = square - sum * sum / weights
    let explained = zip(solution, right).reduce(0) { $0 + $1.0 * $1.1 } - sum * sum / weights
    residual = variance > 0 ? min(1, max(0, 1 - explained / variance)) : .nan
  }

  /// By Cholesky's factors of the lower triangle; `nil` where the matrix is not positive.
  private static func solve(_ matrix: [Double], _ right: [Double], _ size: Int) -> [Double]? {
    var factor = matrix
    for i in 0..<size {
      for j in 0...i {
        var sum = factor[i * size + j]
        for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
        if i == j {
          guard sum > 0, sum.isFinite else { return nil }
          factor[i * size + i] = sum.squareRoot()
        } else {
          factor[i * size + j] = sum / factor[j * size + j]
        }
      }
    }
    var result = right
    for i in 0..<size {
      for j in 0..<i { result[i] -= factor[i * size + j] * result[j] }
      result[i] /= factor[i * size + i]
    }
    for i in (0..<size).reversed() {
      for j in i + 1..<size { result[i] -= factor[j * size + i] * result[j] }
      result[i] /= factor[i * size + i]
    }
    return result
  }
}
