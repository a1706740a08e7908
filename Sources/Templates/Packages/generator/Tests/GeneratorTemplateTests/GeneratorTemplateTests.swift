import OrreryKit
import Testing

@testable import GeneratorTemplate

struct GeneratorTemplateTests {
  @Test("It keeps the laws of every model")
  func conformance() {
    let suite = Conformance(settings: ["width": .integer(4), "latent": .integer(3)])
    let report = suite.report(of: GeneratorTemplate.self)
    #expect(report.isGood, "\(report)")
  }
}
