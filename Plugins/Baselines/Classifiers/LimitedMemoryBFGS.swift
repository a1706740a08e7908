/// Minimises a smooth function by its gradients (L-BFGS; Liu & Nocedal 1989, Mathematical Programming
/// 45, 503), with steps shortened until they lower it enough.
struct LimitedMemoryBFGS {
  var iterations = 1_000
  /// Ends where no slope is steeper.
  var tolerance = 1e-8
  var memory = 12

  /// - Parameter function: value and gradient.
  func minimum(
    from start: [Double], _ function: ([Double]) -> (value: Double, gradient: [Double])
  ) -> [Double] {
    var point = start
    var (value, gradient) = function(point)
    var steps: [(step: [Double], change: [Double], inverse: Double)] = []
    for _ in 0..<iterations {
      guard (gradient.map(abs).max() ?? 0) > tolerance else { break }
      var direction = Self.direction(gradient, steps)
      var slope = Self.dot(direction, gradient)
      if slope >= 0 {
        steps = []
        direction = gradient.map { -$0 }
        slope = -Self.dot(gradient, gradient)
      }
      var length = steps.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
      var next = point
      var found = (value: value, gradient: gradient)
      var isLower = false
      for _ in 0..<50 {
        next = zip(point, direction).map { $0 + length * $1 }
        found = function(next)
        if found.value <= value + 1e-4 * length * slope {
          isLower = true
          break
        }
        length /= 2
      }
      guard isLower else { break }  // rounding: nothing below can be found any more
      let step = zip(next, point).map { $0 - $1 }
      let change = zip(found.gradient, gradient).map { $0 - $1 }
      let curvature = Self.dot(step, change)
      if curvature > 1e-14 * Self.dot(change, change) {
        steps.append((step, change, 1 / curvature))
        if steps.count > memory { steps.removeFirst() }
      }
      (point, value, gradient) = (next, found.value, found.gradient)
    }
    return point
  }

  /// -H g by the two loops over the last steps.
  private static func direction(
    _ gradient: [Double], _ steps: [(step: [Double], change: [Double], inverse: Double)]
  ) -> [Double] {
    var result = gradient.map { -$0 }
    var shares: [Double] = []
    for (step, change, inverse) in steps.reversed() {
      let share = inverse * dot(step, result)
      shares.append(share)
      for i in result.indices { result[i] -= share * change[i] }
    }
    if let last = steps.last {
      let scale = 1 / (last.inverse * dot(last.change, last.change))
      for i in result.indices { result[i] *= scale }
    }
    for ((step, change, inverse), share) in zip(steps, shares.reversed()) {
      let back = inverse * dot(change, result)
      for i in result.indices { result[i] += (share - back) * step[i] }
    }
    return result
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }
}
