internal import Foundation
internal import Kernels

extension LombScargle {
  /// Powers at `start + k step` for `k` from 0 up to `count`, cycles per day.
  public func powers(from start: Double, step: Double, count: Int) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(count)
    while result.count < count {
      let block = min(512, count - result.count)
      let first = start + step * Double(result.count)
      var powers = [Double](repeating: 0, count: block)
      for band in bands {
        let sums = band.sums(from: first, step: step, count: block)
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
    let periodogram = try periodogram(from: lowest, to: highest, oversampling: oversampling)
    let centre = periodogram.peak()?.frequency ?? lowest
    let step = periodogram.step
    return refined(from: max(lowest, centre - step), to: min(highest, centre + step))
  }

  /// Powers on a grid `1 / (oversampling · baseline)` apart.
  /// - Throws: as `highestPeak`.
  public func periodogram(
    from lowest: Double, to highest: Double, oversampling: Double
  ) throws -> Periodogram {
    let (step, count) = try grid(from: lowest, to: highest, oversampling: oversampling)
    return Periodogram(
      lowest: lowest, highest: highest, step: step,
      powers: powers(from: lowest, step: step, count: count))
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
    let c: Double
    let s: Double
    let yc: Double
    let ys: Double
    let cc: Double
    let cs: Double

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
  /// This band's sums at `start + k step`.
  func sums(from start: Double, step: Double, count: Int) -> [LombScargle.Sums] {
    let padded = (count + 7) / 8 * 8
    let table = [Double](unsafeUninitializedCapacity: 6 * padded) { buffer, size in
      orrery_periodogram_sums(
        Int64(time.count), time, weight, value, start, step, Int64(padded), buffer.baseAddress)
      size = 6 * padded
    }
    return (0..<count).map { k in
      func sum(_ place: Int) -> Double { table[k / 8 * 48 + place * 8 + k % 8] }
      return LombScargle.Sums(
        c: sum(0), s: sum(1), yc: sum(2), ys: sum(3), cc: sum(4), cs: sum(5))
    }
  }
}
