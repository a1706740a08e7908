/// Finite values in ascending order: medians, percentiles and clipped moments read off it.
///
/// NaN and infinite values are left out on the way in. Sorting is by radix, linear in the count.
public struct OrderedValues: Sendable {
  public let values: [Float]

  public init(_ unordered: [Float]) {
    values = Self.sorted(unordered.filter(\.isFinite))
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
    return OrderedValues(values.map { abs($0 - center) }).median
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

  /// Bits that order as the values do: the sign flips, and negative values run backwards.
  private static func key(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
  }

  private static func sorted(_ values: [Float]) -> [Float] {
    guard values.count > 256 else { return values.sorted() }
    var keys = values.map(key)
    var spare = [UInt32](repeating: 0, count: keys.count)
    for shift: UInt32 in [0, 11, 22] {
      var starts = [Int](repeating: 0, count: 2049)
      for key in keys { starts[Int(key >> shift & 0x7FF) + 1] += 1 }
      for digit in 1...2048 { starts[digit] += starts[digit - 1] }
      for key in keys {
        let digit = Int(key >> shift & 0x7FF)
        spare[starts[digit]] = key
        starts[digit] += 1
      }
      swap(&keys, &spare)
    }
    return keys.map {
      Float(bitPattern: $0 & 0x8000_0000 == 0 ? ~$0 : $0 & 0x7FFF_FFFF)
    }
  }
}
