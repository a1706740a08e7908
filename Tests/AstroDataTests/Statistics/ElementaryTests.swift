import AstroData
import Foundation
import Testing

@Suite("Elementary functions")
struct ElementaryTests {
  @Test("asinh of many values is asinh of each, for every size and both signs")
  func asinh() {
    var values: [Double] = [
      0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude / 8, 1e300,
    ]
    for exponent in -300...300 {
      for factor in [1.0, -1.7, 3.1] { values.append(factor * pow(10, Double(exponent))) }
    }
    for step in 0..<5000 { values.append(Double(step - 2500) / 617) }
    var results = values
    Elementary.asinh(&results)
    for (value, result) in zip(values, results) {
      let expected = Foundation.asinh(value)
      #expect(abs(result - expected) <= 8 * expected.ulp, "asinh \(value)")
      #expect(result.sign == value.sign)
    }
    var none = [Double.nan]
    Elementary.asinh(&none)
    #expect(none[0].isNaN)
  }
}
