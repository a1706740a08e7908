import OrreryKit
import Testing

/// Explanations of models that are asked for predictions alone: which line, which points.
struct ExplainerSeriesTests {
  private static let methods: [Attribution.Method] = [
    .saliency, .integratedGradients, .occlusion, .kernelSHAP,
  ]

  /// Share of what speaks for the class that lies in some places.
  private func share(_ map: Attribution, _ places: Range<Int>) -> Float {
    let all = map.values.filter { $0 > 0 }.reduce(0, +)
    return map.values[places].filter { $0 > 0 }.reduce(0, +) / all
  }

  @Test("A spectral line is found", arguments: methods)
  func line(method: Attribution.Method) throws {
    let explainer = try Explainer(LineModel(), object: LineModel.object())
    #expect(explainer.target == 0)
    let map = try explainer.attribution(method)
    #expect(map.values.count == LineModel.length)
    // Stretches of 20 pixels, and windows of them, reach over its ends.
    #expect(share(map, 180..<228) > 0.95, "\(share(map, 180..<228))")
    if method != .occlusion && method != .saliency { #expect(abs(map.excess ?? 1) < 1e-3) }
  }

  @Test("The points of a dip are found, and a bad point adds nothing", arguments: methods)
  func dip(method: Attribution.Method) throws {
    let explainer = try Explainer(DipModel(), object: DipModel.object())
    #expect(explainer.target == 1)
    let map = try explainer.attribution(method)
    #expect(map.values.count == 100 && map.values[70] == 0)
    #expect(share(map, 36..<49) > 0.7, "\(method): \(share(map, 36..<49))")
  }

  @Test("The absence of a series has no feature: no line, no dip")
  func absence() throws {
    let line = try Explainer(LineModel(), object: LineModel.object())
    let flux = try #require(line.absence.spectrum?.flux)
    #expect(flux[LineModel.line].allSatisfy { abs($0 - 1.09) < 0.05 })
    let dip = try Explainer(DipModel(), object: DipModel.object())
    let curve = try #require(dip.absence.lightCurve)
    #expect(curve.value[DipModel.dip].allSatisfy { abs($0 - 15) < 0.15 })
    #expect(curve.value[70].isNaN && dip.baseEvidence < 0)
  }

  @Test("What needs a network says so")
  func unsupported() throws {
    let explainer = try Explainer(LineModel(), object: LineModel.object())
    #expect(throws: DataError.self) { try explainer.gradCAM() }
    #expect(throws: DataError.self) { try explainer.featureMaps() }
  }

  @Test("An adversarial spectrum takes the line away")
  func adversarial() throws {
    let explainer = try Explainer(LineModel(), object: LineModel.object())
    let found = try #require(try explainer.adversarial(limit: 20))
    #expect(found.after == 1)
    let (before, after) = (explainer.object.spectrum, found.object.spectrum)
    #expect((after?.flux[203] ?? 0) < (before?.flux[203] ?? 0))
  }
}
