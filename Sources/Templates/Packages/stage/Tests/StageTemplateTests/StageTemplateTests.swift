import OrreryKit
import Testing

@testable import StageTemplate

struct StageTemplateTests {
  @Test("It keeps the laws of every stage")
  func conformance() {
    let report = Conformance().report(of: StageTemplate.self)
    #expect(report.isGood, "\(report)")
  }

  @Test("A flat image becomes 0, NaN stays NaN")
  func flat() throws {
    var random = RandomStream(seed: 0)
    let image = Image(pixels: [3, 3, .nan, 3], height: 2, width: 2)
    let object = try StageTemplate().run(
      SkyObject(id: "flat", content: .image(image)), random: &random)
    let pixels = try #require(object.image).pixels
    #expect(pixels[0] == 0 && pixels[2].isNaN && pixels[3] == 0)
  }
}
