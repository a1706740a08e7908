import OrreryKit
import Testing

@testable import SegmenterTemplate

struct SegmenterTemplateTests {
  @Test("It keeps the laws of every model")
  func conformance() {
    var objects = [SkyObject]()
    for index in 0..<2 {
      var random = RandomStream(seed: 1, key: "field-\(index)")
      let pixels = (0..<32 * 32).map { _ in Float(random.normal()) }
      var object = SkyObject(
        id: "field-\(index)", content: .image(Image(pixels: pixels, height: 32, width: 32)))
      object.layers["truth"] = Image(
        pixels: pixels.map { $0 > 1 ? 1 : 0 }, height: 32, width: 32)
      objects.append(object)
    }
    let suite = Conformance(objects: objects, classes: [], settings: ["width": .integer(4)])
    let report = suite.report(of: SegmenterTemplate.self)
    #expect(report.isGood, "\(report)")
  }
}
