internal import Foundation

extension LombScargle {
  /// Powers at `start + k step` for `k` from 0 up to `count`, cycles per day.
  public func powers(from start: Double, step: Double, count: Int) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(count)
    // Sines and cosines go on by rotation inside a block and start afresh with each: after 256
    // rotations they are still right to 1e-13.
    while result.count < count {
      let block = min(256, count - result.count)
      let first = start + step * Double(result.count)
      var powers = [Double](repeating: 0, count: block)
      for band in bands {
        var sums = [Sums](repeating: Sums(), count: block)
        band.accumulate(from: first, step: step, into: &sums)
        for index in 0..<block {
          powers[index] += band.share * sums[index].reduction / band.variance
        }
      }
      result += powers
    }
    return result
  }

  /// The highest peak between two frequencies: a grid of `1 / (oversampling · baseline)`, then a
  /// golden-section search around the highest grid point.
  ///
  /// - Throws: `DataError.tooLarge` for more than five million grid points, `invalidValue` for an
  ///   empty range.
  public func highestPeak(
    from lowest: Double, to highest: Double, oversampling: Double = 10
  ) throws -> Peak {
    let (step, count) = try grid(from: lowest, to: highest, oversampling: oversampling)
    let powers = powers(from: lowest, step: step, count: count)
    var best = 0
    for index in powers.indices where powers[index] > powers[best] { best = index }
    let centre = lowest + step * Double(best)
    return refined(from: max(lowest, centre - step), to: min(highest, centre + step))
  }

  /// The grid of a search: `1 / (oversampling · baseline)` apart.
  /// - Throws: as `highestPeak`.
  func grid(
    from lowest: Double, to highest: Double, oversampling: Double
  ) throws -> (step: Double, count: Int) {
    guard lowest > 0, highest > lowest, oversampling > 0 else {
      throw DataError(
        .invalidValue, "no frequencies between \(lowest) and \(highest) cycles per day")
    }
    let step = 1 / (oversampling * baseline)
    let points = ((highest - lowest) / step).rounded(.up) + 1
    guard points <= 5e6 else {
      throw DataError(
        .tooLarge, "a search of \(points) frequencies; five million is the limit")
    }
    return (step, Int(points))
  }

  /// Golden-section search for the maximum between two frequencies.
  private func refined(from lowest: Double, to highest: Double) -> Peak {
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (lowest, highest)
    var left = high - ratio * (high - low)
    var right = low + ratio * (high - low)
    var (atLeft, atRight) = (power(at: left), power(at: right))
    for _ in 0..<40 where high - low > 1e-12 * high {
      if atLeft > atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - ratio * (high - low)
        atLeft = power(at: left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + ratio * (high - low)
        atRight = power(at: right)
      }
    }
    return atLeft > atRight
      ? Peak(frequency: left, power: atLeft) : Peak(frequency: right, power: atRight)
  }
}

extension LombScargle {
  /// Weighted sums of one band at one frequency (Zechmeister & Kürster 2009, equations 7 to 15,
  /// for values whose weighted mean is 0).
  struct Sums {
    var c = 0.0
    var s = 0.0
    var yc = 0.0
    var ys = 0.0
    var cc = 0.0
    var cs = 0.0

    private var cosineSquares: Double { cc - c * c }
    private var sineSquares: Double { 1 - cc - s * s }
    private var product: Double { cs - c * s }

    /// Cosine and sine of the best sinusoid. Where the sampling cannot tell them apart (all points
    /// at the same phases) only the larger of both is fitted.
    var solution: (cosine: Double, sine: Double) {
      let (a, b, m) = (cosineSquares, sineSquares, product)
      let determinant = a * b - m * m
      if determinant > 1e-12 * max(a * b, 1e-12) {
        return ((yc * b - ys * m) / determinant, (ys * a - yc * m) / determinant)
      }
      if max(a, b) < 1e-12 { return (0, 0) }
      return a >= b ? (yc / a, 0) : (0, ys / b)
    }

    /// By how much the best sinusoid lowers the variance.
    var reduction: Double {
      let (cosine, sine) = solution
      return cosine * yc + sine * ys
    }
  }
}

extension LombScargle.Band {
  /// Adds this band's points to the sums at `start + k step`.
  func accumulate(from start: Double, step: Double, into sums: inout [LombScargle.Sums]) {
    for point in time.indices {
      let (w, wy) = (weight[point], weight[point] * value[point])
      // Whole cycles go first: 2π f t of a long baseline would lose digits.
      let turns = start * time[point], stepTurns = step * time[point]
      let angle = 2 * Double.pi * (turns - turns.rounded())
      let turn = 2 * Double.pi * (stepTurns - stepTurns.rounded())
      var (c, s) = (cos(angle), sin(angle))
      let (ct, st) = (cos(turn), sin(turn))
      for index in sums.indices {
        sums[index].c += w * c
        sums[index].s += w * s
        sums[index].yc += wy * c
        sums[index].ys += wy * s
        sums[index].cc += w * c * c
        sums[index].cs += w * c * s
        (c, s) = (c * ct - s * st, s * ct + c * st)
      }
    }
  }
}
