/// A natural cubic spline through values at whole positions 0, 1, 2 …
///
/// Beyond the ends the outermost cubic goes on. One value gives a constant, two a line.
struct NaturalSpline {
  private let values: [Double]
  /// Second derivatives at the positions; 0 at both ends.
  private let curvatures: [Double]

  init(_ values: [Double]) {
    self.values = values
    let count = values.count
    var second = [Double](repeating: 0, count: count)
    if count > 2 {
      // Tridiagonal system of the inner nodes: c[i-1] + 4 c[i] + c[i+1] = 6 (v[i-1] - 2 v[i] + v[i+1]).
      var upper = [Double](repeating: 0, count: count)
      for i in 1..<count - 1 {
        let pivot = 4 - upper[i - 1]
        let right = 6 * (values[i - 1] - 2 * values[i] + values[i + 1])
        upper[i] = 1 / pivot
        second[i] = (right - second[i - 1]) / pivot
      }
      for i in stride(from: count - 2, to: 0, by: -1) { second[i] -= upper[i] * second[i + 1] }
    }
    curvatures = second
  }

  func callAsFunction(_ position: Double) -> Double {
    guard values.count > 1 else { return values.first ?? .nan }
    let node = min(max(Int(position.rounded(.down)), 0), values.count - 2)
    let right = position - Double(node)
    let left = 1 - right
    return left * values[node] + right * values[node + 1]
      + ((left * left * left - left) * curvatures[node]
        + (right * right * right - right) * curvatures[node + 1]) / 6
  }
}
