internal import Kernels

/// Finite values in ascending order: medians, percentiles and clipped moments read off it.
///
/// NaN and infinite values are left out on the way in. Sorting is by radix, linear in the count.
public struct OrderedValues: Sendable {
  public let values: [Float]

  public init(_ unordered: [Float]) {
    values = [Float](unsafeUninitializedCapacity: unordered.count) { ordered, count in
      guard let start = ordered.baseAddress else { return }
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: unordered.count) { spare in
        guard let words = spare.baseAddress else { return }
        count = Int(orrery_order(Int64(unordered.count), unordered, start, words))
      }
    }
  }

  /// An even sample of the values, of about `limit`, where there are more.
  public init(sampling unordered: [Float], _ limit: Int) {
    let step = max(1, unordered.count / limit)
    self.init(
      step == 1
        ? unordered : stride(from: 0, to: unordered.count, by: step).map { unordered[$0] })
  }

  public var count: Int { values.count }
  public var isEmpty: Bool { values.isEmpty }

  /// The mean of the two middle values where the count is even; NaN where there is none.
  public var median: Double { median(of: values.indices) }

  /// The median of a range of ranks; NaN where it is empty.
  public func median(of range: Range<Int>) -> Double {
    guard !range.isEmpty else { return .nan }
    let middle = (range.lowerBound + range.upperBound) / 2
    if range.count % 2 == 1 { return Double(values[middle]) }
    return 0.5 * (Double(values[middle - 1]) + Double(values[middle]))
  }

  /// Linear between ranks: 0 is the lowest value, 100 the highest; NaN where there is none.
  public func percentile(_ percent: Double) -> Double {
    guard let last = values.indices.last else { return .nan }
    let rank = min(max(percent / 100, 0), 1) * Double(last)
    let below = Int(rank)
    let part = rank - Double(below)
    let low = Double(values[below])
    return part == 0 ? low : low + part * (Double(values[min(below + 1, last)]) - low)
  }

  /// The median of the distances from the median; times 1.4826 it estimates a normal deviation.
  public var medianAbsoluteDeviation: Double {
    guard !isEmpty else { return .nan }
    let center = Float(median)
    // Distances rise to both sides of the median: two ordered runs, of which the lower half is
    // merged. Those that overflow stand at the ends and do not count.
    return values.withUnsafeBufferPointer { values in
      func distance(_ index: Int) -> Float { abs(values[index] - center) }
      var (first, last) = (0, values.count - 1)
      while first < last, !distance(first).isFinite { first += 1 }
      while last > first, !distance(last).isFinite { last -= 1 }
      let count = last - first + 1
      var upper = min(max(rank(of: Double(center)), first), last + 1)
      var lower = upper - 1
      var (before, here): (Float, Float) = (0, 0)
      for _ in 0...count / 2 {
        before = here
        if lower >= first, upper > last || distance(lower) <= distance(upper) {
          here = distance(lower)
          lower -= 1
        } else {
          here = distance(upper)
          upper += 1
        }
      }
      return count % 2 == 1 ? Double(here) : 0.5 * (Double(before) + Double(here))
    }
  }

  /// How many values are below `limit`.
  public func rank(of limit: Double) -> Int {
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if Double(values[middle]) < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
