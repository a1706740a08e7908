import OrreryKit
import Testing

@testable import orrery

/// Sky positions from words and to words.
struct SkyTextTests {
  @Test("Degrees and sexagesimal are the same place")
  func read() throws {
    let degrees = try SkyText.position("150.1, -2.2")
    #expect(degrees.ra == 150.1 && degrees.dec == -2.2)
    let hours = try SkyText.position("10:00:24,-02:12:00")
    #expect(abs(hours.ra - 150.1) < 1e-9 && abs(hours.dec + 2.2) < 1e-9)
    // The sign of -0 degrees counts.
    #expect(abs(try SkyText.position("0:0:1,-00:30").dec + 0.5) < 1e-12)
  }

  @Test(
    "What is no position is refused",
    arguments: [
      "", "150.1", "150,91", "361,0", "-1,0", "10:60:00,0", "a,b", "nan,0", "inf,0",
      "1,2,3", "10:00:00:00,0",
    ])
  func refuse(text: String) {
    #expect(throws: CommandFailure.self) { try SkyText.position(text) }
  }

  @Test("Words round to what they show, and turn over at 24 hours")
  func write() {
    #expect(SkyText.text(ra: 150.1, dec: 2.2) == "10h00m24.00s +02°12′00.0″")
    #expect(SkyText.text(ra: 359.9999999, dec: -0.5) == "00h00m00.00s -00°30′00.0″")
    #expect(SkyText.text(ra: 0, dec: -1e-9) == "00h00m00.00s +00°00′00.0″")
    #expect(SkyText.text(ra: 14.999999, dec: 89.99999) == "01h00m00.00s +90°00′00.0″")
  }
}
