import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

@Suite("Several opinions")
struct OpinionsTests {
  let workspace: Workspace
  let input: String

  init() throws {
    workspace = try Workspace()
    input = try workspace.write([], to: "a.fits")
  }

  @Test("Who agrees does not disagree; two that are certain of different classes do by ln 2")
  func disagreement() {
    let same = Opinions([[0.7, 0.3], [0.7, 0.3], [0.7, 0.3]])
    #expect(same.mean == [0.7, 0.3] && same.disagreement < 1e-12 && same.disagreement >= 0)
    let split = Opinions([[1, 0], [0, 1]])
    #expect(split.mean == [0.5, 0.5] && abs(split.disagreement - log(2)) < 1e-12)
    // Both are unsure, and that is all: nothing that a better model would know.
    #expect(Opinions([[0.5, 0.5], [0.5, 0.5]]).disagreement == 0)
    #expect(Opinions([[.nan, .nan], [0.5, 0.5]]).disagreement.isNaN)
  }

  private func object(_ value: Float) -> SkyObject {
    SkyObject(
      id: "o",
      content: .image(Image(pixels: [value - 0.1, value + 0.1], channels: 1, height: 1, width: 2)))
  }

  private func loaded(_ model: String) throws -> LoadedModel {
    let reader = try TestPlan.reader(workspace)
    let plan = try reader.read(
      text: "orrery: 1\ninput: { images: \(input) }\nmodel: \(model)\n", file: "p.yaml",
      overrides: PlanReader.Overrides())
    return try reader.library.load(try #require(plan.model))
  }

  @Test("An ensemble gives the mean of its members' probabilities")
  func ensemble() throws {
    try BrightnessClassifier.store(in: workspace, weight: [1, -1])
    try BrightnessClassifier.store(in: workspace, name: "other", weight: [-1, 1])
    try BrightnessClassifier.store(in: workspace, name: "third", weight: [0, 0])
    let model = try loaded(
      "{ plugin: test/brightness, weights: toy, ensemble: [other, third] }")
    let prediction = try #require(try model.predict([object(2)]).first)
    #expect(abs(prediction.probabilities[0] - 0.5) < 1e-6)
    let value = try #require(prediction.measurements.first { $0.name == "disagreement" })
    guard case .real(let number) = value.value else { throw CancellationError() }
    // Two are certain to 1 - 1/(1 + e⁴), of different classes; the third knows nothing.
    let p = 1 / (1 + exp(-4.0))
    let entropy = -p * log(p) - (1 - p) * log(1 - p)
    #expect(abs(number - (log(2) - (2 * entropy + log(2)) / 3)) < 1e-5)
    // Alone, no one disagrees.
    let alone = try loaded("{ plugin: test/brightness, weights: toy }")
    #expect(try alone.predict([object(2)])[0].measurements.isEmpty)
  }

  @Test("Passes with dropout of an object do not depend on the objects beside it")
  func dropout() throws {
    try BrightnessClassifier.store(in: workspace)
    let model = try loaded("{ plugin: test/brightness, dropout-samples: 4 }")
    let alone = try model.predict([object(0.3)])[0]
    let beside = try model.predict([object(9), object(0.3)])[1]
    #expect(alone.probabilities == beside.probabilities)
    #expect(alone.measurements.contains { $0.name == "disagreement" })
  }

  @Test("Members of other classes, unknown members and a prior of nothing are told at their place")
  func problems() throws {
    try BrightnessClassifier.store(in: workspace)
    func problems(_ model: String) throws -> [String] {
      try TestPlan.problems(
        "orrery: 1\ninput: { images: \(input) }\nmodel: \(model)\n", workspace)
    }
    #expect(
      try problems("{ plugin: test/brightness, weights: toy, ensemble: [tay] }").first?
        .contains("no weights 'tay'; did you mean 'toy'?") == true)
    #expect(
      try problems("{ plugin: test/brightness, prior: { bright: 1, faint: 2 } }")
        .contains { $0.contains("prior.faint: unknown key") })
    #expect(
      try problems("{ plugin: test/brightness, prior: { bright: 1 } }").first?
        .contains("does not tell the shares") == true)
  }

  @Test("Moving the class shares multiplies the odds by their ratio")
  func prior() {
    let calibration = Calibration(prior: [0.8, 0.2])
    let moved = calibration.moved(to: [0.5, 0.5]).calibrated([0.8, 0.2])
    #expect(abs(moved[0] - 0.5) < 1e-6)
    #expect(calibration.moved(to: [1, 0]).calibrated([0.1, 0.9]) == [1, 0])
    #expect(calibration.moved(to: [0.8, 0.2]).calibrated([0.3, 0.7])[0] - 0.3 < 1e-6)
  }
}
