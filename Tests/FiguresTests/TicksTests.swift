import Testing

@testable import Figures

struct TicksTests {
  @Test(
    "Linear marks are round, inside the range, and labelled with the decimals they need",
    arguments: [
      (0.0, 1.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"], 0),
      (-3.0, 12.0, ["\u{2212}2", "0", "2", "4", "6", "8", "10", "12"], 0),
      (0.0, 97.0, ["0", "20", "40", "60", "80"], 0),
      (0.0, 3.2e-5, ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"], -5),
      (1e6, 5e6, ["1", "2", "3", "4", "5"], 6),
      (18.21, 18.29, ["18.22", "18.24", "18.26", "18.28"], 0),
    ])
  func linear(_ low: Double, _ high: Double, labels: [String], exponent: Int) {
    let ticks = Ticks.linear(low...high, count: 5)
    #expect(ticks.labels == labels)
    #expect(ticks.exponent == exponent)
    #expect((ticks.values + ticks.minor).allSatisfy { $0 >= low - 1e-9 && $0 <= high + 1e-9 })
  }

  @Test(
    "A range without width or without bounds has no marks",
    arguments: [(1.0, 1.0), (0.0, .infinity), (1e20, 1e20 + 65536)])
  func degenerate(_ low: Double, _ high: Double) {
    #expect(Ticks.linear(low...high).values.isEmpty)
    #expect(Ticks.logarithmic(-1...max(low, 1)).values.isEmpty)
  }

  @Test("There are never too many marks")
  func count() {
    for exponent in -300...300 where exponent % 7 == 0 {
      let width = Ticks.power(exponent)
      for count in 2...12 {
        let ticks = Ticks.linear(-width...2.3 * width, count: count)
        #expect((2...3 * count).contains(ticks.values.count))
        #expect(Set(ticks.labels).count == ticks.labels.count)
      }
    }
  }

  @Test("Logarithmic marks are powers of ten, or 1, 2, 5 where there are few")
  func logarithmic() {
    #expect(Ticks.logarithmic(0.5...2000).labels == ["1", "10", "100", "1000"])
    #expect(Ticks.logarithmic(0.5...2e4).labels == ["10⁰", "10¹", "10²", "10³", "10⁴"])
    #expect(Ticks.logarithmic(15...80).labels == ["20", "50"])
    #expect(Ticks.logarithmic(1e-20...1e20, count: 5).values.count < 12)
    #expect(Ticks.logarithmic(1...1000).minor.contains(30))
  }

  @Test("Right ascension is marked in hours, declination with its sign")
  func angles() {
    let ra = AngleTicks(150.0...150.2, notation: .hours, count: 4)
    #expect(ra.labels.first == "10ʰ00ᵐ00ˢ")
    #expect(ra.labels.dropFirst().first == "10ʰ00ᵐ10ˢ")
    let dec = AngleTicks(-0.02...0.02, notation: .signedDegrees, count: 4)
    #expect(
      dec.labels == [
        "\u{2212}00°01′00″", "\u{2212}00°00′30″", "+00°00′00″", "+00°00′30″", "+00°01′00″",
      ])
    #expect(AngleTicks(-30...30, notation: .degrees, count: 4).labels.contains("345°"))
    let fine = AngleTicks(10.00001...10.00003, notation: .signedDegrees, count: 4)
    #expect(fine.labels.first == "+10°00′00.04″")
    #expect(AngleTicks(0...360, notation: .hours, count: 4).labels.contains("06ʰ"))
  }
}
