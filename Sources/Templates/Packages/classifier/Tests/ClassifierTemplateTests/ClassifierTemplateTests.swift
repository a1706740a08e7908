import OrreryKit
import Testing

@testable import ClassifierTemplate

struct ClassifierTemplateTests {
  @Test("It keeps the laws of every model")
  func conformance() {
    let suite = Conformance(settings: ["width": .integer(4), "blocks": .integer(2)])
    let report = suite.report(of: ClassifierTemplate.self)
    #expect(report.isGood, "\(report)")
  }

  @Test("Images too small to be halved so often are refused by the name of the key")
  func tooSmall() {
    var random = RandomStream(seed: 1)
    let specification = ModelSpecification(
      input: .image, channels: 1, shape: [4, 4], classes: ["a", "b"])
    #expect(throws: Settings.Failure.self) {
      try ClassifierTemplate(
        ClassifierTemplate.defaults, specification: specification, random: &random)
    }
  }
}
