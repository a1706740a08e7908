import Testing

@testable import Report

struct UncertaintyTests {
  @Test("Entropy is 1 of equal chances, 0 of a certainty, NaN where one is unknown")
  func entropy() {
    #expect(abs(Uncertainty.entropy([0.25, 0.25, 0.25, 0.25]) - 1) < 1e-12)
    #expect(Uncertainty.entropy([0, 1, 0]) == 0)
    // scipy.stats.entropy([0.7, 0.2, 0.1]) / numpy.log(3)
    #expect(abs(Uncertainty.entropy([0.7, 0.2, 0.1]) - 0.7298466991620975) < 1e-12)
    #expect(Uncertainty.entropy([.nan, 0.5]).isNaN)
  }

  @Test("Margin is what the first is ahead of the second")
  func margin() {
    #expect(abs(Uncertainty.margin([0.2, 0.7, 0.1]) - 0.5) < 1e-12)
    #expect(Uncertainty.margin([0.5, 0.5]) == 0)
    #expect(Uncertainty.margin([.nan, 0.5]).isNaN)
  }
}
