import AstroData
import Foundation
import Testing

@Suite("Ordered values")
struct OrderedValuesTests {
  /// Values of every sign and size, with what is not finite among them.
  static func values(_ count: Int, _ kind: Int) -> [Float] {
    var state: UInt64 = 88_172_645_463_325_252 &+ UInt64(count * 7 + kind)
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      switch kind {
      case 0: return Float(bitPattern: UInt32(truncatingIfNeeded: state))
      case 1: return Float(Int(state % 7)) - 3
      case 2: return 1000 + Float(state % 100_000) / 100
      default: return state % 5 == 0 ? .nan : -Float(state % 1000)
      }
    }
  }

  @Test("What is finite comes in rising order", arguments: [0, 1, 2, 3, 255, 4096, 70_001])
  func order(_ count: Int) {
    for kind in 0..<4 {
      let values = Self.values(count, kind)
      #expect(OrderedValues(values).values == values.filter { $0.isFinite }.sorted())
    }
    #expect(OrderedValues([Float](repeating: 2, count: count)).values.count == count)
    #expect(OrderedValues([Float](repeating: .infinity, count: count)).isEmpty)
  }

  @Test("The median absolute deviation is the median of the distances from the median")
  func deviation() {
    for count in [1, 2, 3, 4, 5, 100, 1001] {
      for kind in 0..<4 {
        let ordered = OrderedValues(Self.values(count, kind))
        let center = Float(ordered.median)
        let distances = OrderedValues(ordered.values.map { abs($0 - center) })
        let (found, expected) = (ordered.medianAbsoluteDeviation, distances.median)
        #expect(found == expected || found.isNaN && expected.isNaN, "\(count) of kind \(kind)")
      }
    }
    // Distances beyond the largest number do not count.
    let huge = OrderedValues([-3e38, -3e38, -3e38, 3e38, 3e38])
    #expect(huge.medianAbsoluteDeviation == 0)
  }
}
