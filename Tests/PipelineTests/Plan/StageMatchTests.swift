import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// A model must see in a run what it saw in training.
struct StageMatchTests {
  let workspace: Workspace
  let input: String

  init() throws {
    workspace = try Workspace()
    input = try workspace.write([], to: "a.fits")
  }

  private func record(_ name: String, _ settings: [String: JSONValue] = [:])
    -> ModelCard.StageRecord
  {
    ModelCard.StageRecord(name: name, settings: .object(settings))
  }

  private func problems(_ stages: String, model: String = "{ plugin: test/brightness }") throws
    -> [String]
  {
    try TestPlan.problems(
      "orrery: 1\ninput: { images: \(input) }\nstages: [\(stages)]\nmodel: \(model)\n", workspace)
  }

  @Test("The card's stages at the end, preparation before them: nothing differs")
  func agrees() throws {
    try BrightnessClassifier.store(
      in: workspace,
      stages: [record("stretch", ["softening": .number(0.2)]), record("standardise")])
    #expect(
      try problems(
        "subtract-background, detect-sources, cut-out, stretch: { softening: 0.2 }, standardise")
        == [])
  }

  @Test("A setting that differs is told with both values, at the stage")
  func setting() throws {
    try BrightnessClassifier.store(
      in: workspace, stages: [record("stretch", ["softening": .number(0.2)])])
    #expect(
      try problems("stretch") == [
        "p.yaml:3:10: stages.stretch.softening: is 0.1; weights 'toy' were trained with 0.2"
      ])
  }

  @Test("A stage that is missing, or one too many, is told")
  func stages() throws {
    try BrightnessClassifier.store(
      in: workspace, stages: [record("stretch"), record("standardise")])
    #expect(
      try problems("stretch") == [
        "p.yaml:4:18: model: weights 'toy' were trained behind the stages stretch, standardise; the pipeline ends with stretch"
      ])
    #expect(
      try problems("scale-robust, stretch, standardise") == [
        "p.yaml:3:10: stages.scale-robust: weights 'toy' were trained without it; only preparation may come before stretch, standardise"
      ])
  }

  @Test("Statistics fitted in training come from the card; what the file sets itself is compared")
  func fitted() throws {
    try BrightnessClassifier.store(
      in: workspace,
      stages: [
        record(
          "standardise",
          [
            "fit": .string("training"), "per": .string("channel"), "center": .array([.number(5)]),
            "spread": .array([.number(2)]),
          ])
      ])
    let plan = try TestPlan.read(
      "orrery: 1\ninput: { images: \(input) }\nstages: [standardise: { fit: training }]\nmodel: { plugin: test/brightness }\n",
      workspace)
    guard case .object(let settings) = plan.stages[0].settings else {
      Issue.record("settings are no map")
      return
    }
    #expect(settings["center"] == .array([.integer(5)]))
    #expect(
      try problems("standardise: { fit: training, per: image }") == [
        "p.yaml:3:10: stages.standardise.per: is image; weights 'toy' were trained with channel"
      ])
  }

  @Test("Without a name the only weights that agree are taken; else the names are told")
  func choice() throws {
    try BrightnessClassifier.store(in: workspace, name: "one", stages: [record("stretch")])
    try BrightnessClassifier.store(in: workspace, name: "two", stages: [record("standardise")])
    let plan = try TestPlan.read(
      "orrery: 1\ninput: { images: \(input) }\nstages: [standardise]\nmodel: { plugin: test/brightness }\n",
      workspace)
    #expect(plan.model?.entry.name == "two")
    #expect(
      try problems("scale-robust") == [
        "p.yaml:4:18: model.weights: is missing, and none of one, two was trained with these stages"
      ])
    #expect(
      try problems("stretch", model: "{ plugin: test/brightness, weights: tow }") == [
        "p.yaml:4:44: model.weights: no weights 'tow'; did you mean 'two'?"
      ])
  }

  @Test("A card that cannot be read is told with its file")
  func damagedCard() throws {
    try BrightnessClassifier.store(in: workspace)
    try workspace.write("{\"schema\": 1}", to: "models/test/brightness/toy.json")
    let found = try problems("stretch")
    #expect(found.count == 1)
    #expect(found[0].contains("toy.json: is not a model card: 'architecture' is missing"))
  }

  @Test("A configuration key of the architecture is checked as a stage's is")
  func configuration() throws {
    try BrightnessClassifier.store(in: workspace, stages: [record("stretch")])
    #expect(
      try problems("stretch", model: "{ plugin: test/brightness, configuration: { gian: 2 } }") == [
        "p.yaml:4:52: model.configuration.gian: unknown key; did you mean 'gain'?"
      ])
  }
}
