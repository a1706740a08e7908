import Testing

@testable import AstroData

struct CSVNumberTests {
  private func read(_ text: String) -> CSVNumber { CSVNumber(Array(text.utf8)[...]) }

  @Test(
    "Decimal numbers are read to the nearest Float64, as the library reads them",
    arguments: [
      "0.1", "-2.5", "+3.75", "59770.3662", "1167400.0", ".5", "5.", "-0.0", "0.30000000000000004",
      "123456789.123456789", "1e-300", "6.02214076E23", "4503599627370497.5", "0.000123",
      "9007199254740993.0", "1.7976931348623157e308",
    ])
  func reals(text: String) throws {
    guard case .real(let value) = read(text) else {
      Issue.record("\(text) is no real number")
      return
    }
    let expected = try #require(Double(text.hasSuffix(".") ? text + "0" : text))
    #expect(value.bitPattern == expected.bitPattern)
  }

  @Test("Whole numbers are integers up to the last that fits, then identifiers")
  func integers() {
    #expect(read("-42") == .integer(-42) && read("+7") == .integer(7))
    #expect(read("007") == .integer(7))
    #expect(read("9223372036854775807") == .integer(.max))
    #expect(read("-9223372036854775808") == .integer(.min))
    #expect(read("9223372036854775808") == .tooLong)
  }

  @Test("Infinity is a number; words, dates and halves of numbers are none")
  func others() {
    #expect(read("-inf") == .real(-.infinity))
    if case .real(let value) = read("NaN") { #expect(value.isNaN) } else { Issue.record("NaN") }
    for text in ["x", "1x", "2026-11-21", "1.2.3", "-", ".", "1e", "0x10", "1 2"] {
      #expect(read(text) == .text, "\(text)")
    }
  }
}
