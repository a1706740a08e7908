import OrreryKit

/// Estimates of the continuum of a spectrum, one value for each pixel; NaN where there is none.
enum Continuum {
  /// The median of the good pixels within `window` pixels, cut short at both ends.
  static func runningMedian(of spectrum: Spectrum, window: Int) -> [Double] {
    let half = window / 2
    var sorted: [Float] = []
    func place(_ value: Float) -> Int {
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] < value { low = middle + 1 } else { high = middle }
      }
      return low
    }
    func insert(_ index: Int) {
      guard spectrum.flux.indices ~= index, spectrum.isGood(index) else { return }
      sorted.insert(spectrum.flux[index], at: place(spectrum.flux[index]))
    }
    func remove(_ index: Int) {
      guard spectrum.flux.indices ~= index, spectrum.isGood(index) else { return }
      sorted.remove(at: place(spectrum.flux[index]))
    }
    for index in 0..<half { insert(index) }
    return spectrum.flux.indices.map { index in
      insert(index + half)
      remove(index - half - 1)
      guard !sorted.isEmpty else { return .nan }
      let middle = sorted.count / 2
      return sorted.count % 2 == 1
        ? Double(sorted[middle]) : (Double(sorted[middle - 1]) + Double(sorted[middle])) / 2
    }
  }

  /// A polynomial through the good pixels, fitted anew without those that lie further than `below`
  /// and `above` deviations from it, until nothing changes.
  ///
  /// Chebyshev polynomials of the scaled wavelength, weighted by `1/σ²` where uncertainties are
  /// known. NaN everywhere where fewer pixels than coefficients are left.
  static func polynomial(
    of spectrum: Spectrum, degree: Int, below: Double, above: Double, iterations: Int
  ) -> [Double] {
    let none = [Double](repeating: .nan, count: spectrum.count)
    guard let first = spectrum.wavelength.first, let last = spectrum.wavelength.last, last > first
    else { return none }
    let x = spectrum.wavelength.map { 2 * ($0 - first) / (last - first) - 1 }
    let weights = spectrum.flux.indices.map { index -> Double in
      guard let sigma = spectrum.uncertainty?[index] else { return 1 }
      return sigma > 0 && sigma.isFinite ? 1 / (Double(sigma) * Double(sigma)) : 0
    }
    var kept = spectrum.flux.indices.filter { spectrum.isGood($0) && weights[$0] > 0 }
    for round in 0...iterations {
      guard
        let coefficients = fit(
          kept.map { (x[$0], Double(spectrum.flux[$0]), weights[$0]) }, degree: degree)
      else { return none }
      let values = x.map { evaluate(coefficients, at: $0) }
      let residuals = kept.map { Double(spectrum.flux[$0]) - values[$0] }
      let deviation =
        (residuals.reduce(0) { $0 + $1 * $1 } / Double(max(kept.count, 1))).squareRoot()
      let next = zip(kept, residuals)
        .filter { $1 >= -below * deviation && $1 <= above * deviation }.map(\.0)
      if next.count == kept.count || round == iterations { return values }
      kept = next
    }
    return none
  }

  /// `Σ a_k T_k(x)` by Clenshaw's recurrence.
  private static func evaluate(_ coefficients: [Double], at x: Double) -> Double {
    var (next, afterNext) = (0.0, 0.0)
    for coefficient in coefficients.dropFirst().reversed() {
      (next, afterNext) = (coefficient + 2 * x * next - afterNext, next)
    }
    return (coefficients.first ?? 0) + x * next - afterNext
  }

  /// Weighted least squares by Cholesky factors of the normal equations, which the Chebyshev basis
  /// keeps well conditioned; `nil` where they are singular.
  private static func fit(
    _ points: [(x: Double, y: Double, weight: Double)], degree: Int
  ) -> [Double]? {
    let size = degree + 1
    guard points.count >= size else { return nil }
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    var vector = [Double](repeating: 0, count: size)
    var basis = [Double](repeating: 1, count: size)
    let scale = points.reduce(0) { max($0, $1.weight) }
    for point in points {
      if size > 1 { basis[1] = point.x }
      for order in 2..<max(size, 2) where order < size {
        basis[order] = 2 * point.x * basis[order - 1] - basis[order - 2]
      }
      let weight = point.weight / scale
      for row in 0..<size {
        vector[row] += weight * basis[row] * point.y
        for column in 0...row { matrix[row][column] += weight * basis[row] * basis[column] }
      }
    }
    for row in 0..<size {
      for column in 0...row {
        var sum = matrix[row][column]
        for k in 0..<column { sum -= matrix[row][k] * matrix[column][k] }
        if row == column {
          guard sum > 1e-13 * Double(points.count) else { return nil }
          matrix[row][row] = sum.squareRoot()
        } else {
          matrix[row][column] = sum / matrix[column][column]
        }
      }
    }
    for row in 0..<size {
      for k in 0..<row { vector[row] -= matrix[row][k] * vector[k] }
      vector[row] /= matrix[row][row]
    }
    for row in (0..<size).reversed() {
      for k in row + 1..<max(size, row + 1) { vector[row] -= matrix[k][row] * vector[k] }
      vector[row] /= matrix[row][row]
    }
    return vector
  }
}
