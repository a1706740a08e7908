import OrreryKit
import Testing

struct SkyObjectTests {
  private let object = SkyObject(
    id: "a", content: .image(Image(repeating: 1, height: 2, width: 2)))

  @Test("A flag is kept once, in the order it came up")
  func flags() {
    var object = object
    for flag in [ObjectFlag.edge, .filled, .edge] { object.flag(flag) }
    #expect(object.flags == [.edge, .filled])
  }

  @Test("A measurement of the same name replaces the first in its place")
  func measurements() {
    var object = object
    object.measure(Measurement("flux", .real(1)))
    object.measure(Measurement("area", .integer(4)))
    object.measure(Measurement("flux", .real(2)))
    #expect(object.measurements.map(\.name) == ["flux", "area"])
    #expect(object.measurements[0].value == .real(2))
  }

  @Test("Control characters and bidirectional overrides never reach a terminal")
  func printable() {
    #expect("NGC\u{1B}[31m 1\u{202E}".printable == "NGC\\u{1b}[31m 1\\u{202e}")
    #expect("Sérsic α".printable == "Sérsic α")
    #expect(
      DataError(.damaged, "no END", file: "a\nb.fits", hdu: 1).description
        == "a\\u{a}b.fits[1]: no END")
  }
}
