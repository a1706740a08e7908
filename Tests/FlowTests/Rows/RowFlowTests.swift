import OrreryKit
import TestSupport
import Testing

@testable import Flow

struct RowFlowTests {
  private func flow() throws -> RowFlow {
    var settings = RowFlowSettings()
    (settings.steps, settings.hidden, settings.blocks, settings.bins) = (2, 8, 1, 4)
    var random = RandomStream(seed: 1)
    return try RowFlow(
      settings,
      specification: ModelSpecification(of: row(0, [0, 0])), random: &random)
  }

  private func row(_ index: Int, _ values: [Double]) -> SkyObject {
    SkyObject(id: "\(index)", content: .row(CatalogRow(names: ["a", "b"], values: values)))
  }

  private func rows(_ count: Int, seed: UInt64) -> [SkyObject] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { index in
      let a = random.normal()
      return row(index, [a, 0.9 * a + 0.2 * random.normal()])
    }
  }

  private func number(_ prediction: Prediction, _ name: String) -> Double {
    guard case .real(let value) = prediction.measurements.first(where: { $0.name == name })?.value
    else { return .infinity }
    return value
  }

  @Test("A miniature learns correlated numbers: rows off the line are rare, samples lie on it")
  func learns() throws {
    var flow = try flow()
    let batch = try flow.batch(rows(256, seed: 2))
    var adam = Adam(flow, learningRate: 1e-2)
    for _ in 0..<80 {
      var pass = Pass.training(RandomStream(seed: 0))
      adam.zeroGradients()
      try flow.loss(of: batch, &pass).loss.backward()
      adam.step()
    }
    var random = RandomStream(seed: 3)
    flow = try flow.fitted(to: rows(500, seed: 4), random: &random)
    var pass = Pass.inference
    let found = try flow.predict([row(0, [0.5, 0.45]), row(1, [1.5, -1.5])], &pass)
    #expect(number(found[0], "log_density") > number(found[1], "log_density") + 3)
    #expect(number(found[0], "share_less_likely") > 0.3)
    #expect(number(found[1], "share_less_likely") < 0.01)
    let made = try flow.generate(
      .normal([300, 2], mean: 0, deviation: 1, &random), conditions: nil
    ).compactMap { $0.row?.values }
    let product = made.reduce(0) { $0 + $1[0] * $1[1] }
    let squares = (made.reduce(0) { $0 + $1[0] * $1[0] }, made.reduce(0) { $0 + $1[1] * $1[1] })
    #expect(product / (squares.0 * squares.1).squareRoot() > 0.85)
  }

  @Test("A row with a missing number gets NaN and a flag, its neighbours their densities")
  func missing() throws {
    let flow = try flow()
    var pass = Pass.inference
    let found = try flow.predict(
      [row(0, [.nan, 1]), row(1, [0, 0]), row(2, [.nan, .nan])], &pass)
    #expect(number(found[0], "log_density").isNaN && found[0].flags == [.missingData])
    #expect(number(found[1], "log_density").isFinite && found[1].flags.isEmpty)
    #expect(number(found[2], "log_density").isNaN && found[2].flags == [.noValidData])
    // Without ranks there is no share, and none that looks fine.
    #expect(number(found[1], "share_less_likely").isNaN)
  }

  @Test("A row of other columns is refused, an empty batch has no prediction")
  func misuse() throws {
    let flow = try flow()
    var pass = Pass.inference
    let other = SkyObject(id: "x", content: .row(CatalogRow(names: ["a"], values: [1])))
    #expect(throws: (any Error).self) { _ = try flow.predict([other], &pass) }
    #expect(try flow.predict([], &pass).isEmpty)
  }

  @Test("Smoothing is for columns that are there")
  func smoothing() throws {
    var settings = RowFlowSettings()
    settings.smoothing = ["c": 0.1]
    var random = RandomStream(seed: 1)
    let specification = ModelSpecification(of: row(0, [0, 0]))
    #expect(throws: Settings.Failure.self) {
      _ = try RowFlow(settings, specification: specification, random: &random)
    }
    settings.smoothing = ["b": 0.1]
    let flow = try RowFlow(settings, specification: specification, random: &random)
    let batch = try flow.batch(rows(8, seed: 2))
    var (training, prediction) = (Pass.training(RandomStream(seed: 0)), Pass.inference)
    let noisy = try flow.loss(of: batch, &training).loss.item
    #expect(try noisy != flow.loss(of: batch, &prediction).loss.item)
  }

  @Test("Ranks resolve one in a thousand and end at 0 and 1")
  func ranks() {
    let ranks = DensityRanks()
    #expect(ranks.shareLessLikely(than: 0).isNaN)
    ranks.measure((0..<10_000).map { Float($0) / 10_000 })
    #expect(abs(ranks.shareLessLikely(than: 0.5) - 0.5) < 0.01)
    #expect(abs(ranks.shareLessLikely(than: 0.001) - 0.001) < 0.0003)
    #expect(ranks.shareLessLikely(than: -1) == 0 && ranks.shareLessLikely(than: 2) == 1)
  }
}
