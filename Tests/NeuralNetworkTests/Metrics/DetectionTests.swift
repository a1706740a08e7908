import OrreryKit
import Testing

@Suite("Metrics of sources found in images")
struct DetectionTests {
  @Test("Pixels are counted; a NaN is not found")
  func pixels() {
    var report = PixelReport()
    report.add(
      probabilities: [0.9, 0.8, 0.1, 0.2, .nan, 0.7],
      isSource: [true, false, true, false, true, true]
    )
    #expect(report.truePositives == 2 && report.falsePositives == 1)
    #expect(report.falseNegatives == 2 && report.trueNegatives == 1 && report.unusable == 1)
    #expect(report.precision == 2.0 / 3 && report.recall == 0.5)
    #expect(abs(report.f1 - 4.0 / 7) < 1e-12 && report.intersectionOverUnion == 0.4)
    #expect(PixelReport().f1.isNaN)
  }

  @Test("Each object is matched once, the closest first")
  func centres() {
    let truth: [SIMD2<Double>] = [[10, 10], [12, 10], [50, 50], [.nan, 0]]
    // Two detections near the first star, one between, one alone, one without a place.
    let found: [SIMD2<Double>] = [[10.2, 10], [10.9, 10], [80, 80], [50, 51], [.nan, .nan]]
    let match = ObjectMatch(predicted: found, truth: truth, radius: 1.5)
    #expect(match.pairs.map(\.predicted) == [0, 1, 3] && match.pairs.map(\.truth) == [0, 1, 2])
    #expect(abs(match.pairs[1].score - 1.1) < 1e-12)
    #expect(match.completeness == 0.75 && match.purity == 0.6)
    #expect(abs(match.f1 - 6.0 / 9) < 1e-12)
    let strict = ObjectMatch(predicted: found, truth: truth, radius: 0.5)
    #expect(strict.pairs.map(\.truth) == [0])
    #expect(ObjectMatch(predicted: [], truth: truth, radius: 1).purity.isNaN)
  }

  @Test("One region over two objects finds one of them")
  func regions() {
    let truth: [Int32] = [1, 1, 1, 2, 2, 0, 3, 0]
    let found: [Int32] = [1, 1, 1, 1, 1, 0, 0, 2]
    let match = ObjectMatch(predicted: found, truth: truth, minimumOverlap: 0.5)
    #expect(match.pairs.map(\.predicted) == [0] && match.pairs.map(\.truth) == [0])
    #expect(match.pairs.map(\.score) == [0.6])
    #expect(match.completeness == 1.0 / 3 && match.purity == 0.5)
  }

  @Test("Completeness and purity by magnitude count every object")
  func magnitudes() {
    let match = ObjectMatch(
      predicted: [[0, 0], [5, 0], [20, 0]], truth: [[0, 0], [5, 0], [9, 0], [12, 0]], radius: 1)
    let found = match.completeness(by: [18, 20, 21, .nan], edges: [17, 19, 21])
    #expect(found.bins.map(\.count) == [1, 2] && found.bins.map(\.counted) == [1, 1])
    #expect(found.bins[1].share == 0.5 && found.outside == 1)
    #expect(found.bins[0].error > 0.1)
    let pure = match.purity(by: [18, 20, 20.5], edges: [17, 19, 21, 23])
    #expect(pure.bins.map(\.counted) == [1, 1, 0] && pure.bins[2].share.isNaN)
  }
}
