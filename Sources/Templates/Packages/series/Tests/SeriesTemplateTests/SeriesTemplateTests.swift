import OrreryKit
import Testing

@testable import SeriesTemplate

struct SeriesTemplateTests {
  @Test("It keeps the laws of every model")
  func conformance() {
    let suite = Conformance(settings: ["width": .integer(4)])
    let report = suite.report(of: SeriesTemplate.self)
    #expect(report.isGood, "\(report)")
  }
}
