import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// Losses and metrics of recipes, built in and of plug-ins.
struct ObjectiveReaderTests {
  @Test("What is wrong with a loss is told with its line, key and the nearest name")
  func losses() throws {
    func problem(_ text: String) throws -> [String] { try TestRecipe.problems(adding: text) }
    #expect(
      try problem("loss: focall") == ["17: loss: unknown loss 'focall'; did you mean 'focal'?"])
    #expect(
      try problem("loss:\n  gama: 1\n  class-weights: balancd")
        == [
          "18: loss.gama: unknown key; there are: label-smoothing",
          "19: loss.class-weights: must be none, balanced; did you mean 'balanced'?",
        ])
    #expect(
      try problem("loss: { function: focal, gamma: 11 }")
        == ["17: loss.gamma: 11 must be from 0 to 10"])
    #expect(
      try problem("loss: { function: dice, class-weights: balanced }")
        == ["17: loss.class-weights: 'dice' does not count class weights"])
    let other = try problem("loss: { function: huber }")
    #expect(
      other == [
        "17: loss.function: 'huber' compares values, 'morphology-cnn' gives classes; there are: "
          + "cross-entropy, dice, focal, tversky"
      ])
    #expect(try problem("loss: [focal]") == ["17: loss: must be a map of keys, not a list"])
  }

  @Test("What is wrong with metrics is told with its line, name and the nearest one")
  func metrics() throws {
    let found = try TestRecipe.problems(
      adding: """
        metrics:
          - macro-f2
          - roc-auc: { least: 1 }
          - mean-absolute-error
          - accuracy
          - accuracy
          - [accuracy]
        """)
    #expect(
      found == [
        "18: metrics.macro-f2: unknown metric; did you mean 'macro-f1'?",
        "19: metrics.roc-auc.least: unknown key; there are no keys here",
        "20: metrics.mean-absolute-error: measures values, 'morphology-cnn' gives classes",
        "22: metrics.accuracy: stands there twice",
        "23: metrics: each metric is a name, or one name with a map: "
          + "`- me/purity: { least: 0.9 }`",
      ])
    #expect(
      try TestRecipe.problems(adding: "metrics: accuracy")
        == ["17: metrics: must be a list of metrics, not a text"])
  }

  @Test("A model that brings its own loss refuses another")
  func own() throws {
    let text = TestRecipe.text
      .replacing("plugin: morphology-cnn", with: "plugin: stamp-gan")
      .replacing("width: 4, depth: 3, dropout: 0", with: "width: 4")
    #expect(
      try TestRecipe.problems(text, adding: "loss: dice\nmetrics: [accuracy]\nmonitor: accuracy")
        == [
          "17: loss: 'stamp-gan' brings its own loss, and gives nothing that another could compare "
            + "with targets: leave this section out",
          "18: metrics: 'stamp-gan' gives neither classes nor what is compared with targets: "
            + "leave this out", "19: monitor: 'stamp-gan' tells no classes",
        ])
  }

  @Test("A recipe's epoch is chosen by one of its metrics, and by no other")
  func monitor() throws {
    func problem(_ text: String) throws -> [String] { try TestRecipe.problems(adding: text) }
    #expect(
      try problem("monitor: roc-auc")
        == ["17: monitor: 'roc-auc' is not counted: list it in 'metrics'"])
    #expect(
      try problem("monitor: balanced-acuracy")
        == [
          "17: monitor: must be loss, accuracy, balanced-accuracy, last or one of the metrics; "
            + "did you mean 'balanced-accuracy'?"
        ])
    let metric = "metrics: [macro-f1]\nmonitor: macro-f1"
    #expect(
      try TestRecipe.problems(
        TestRecipe.text.replacing("validation: 0.2", with: "validation: 0"), adding: metric)
        == [
          "18: monitor: 'macro-f1' is counted on the validation part: split.validation is 0"
        ])
    let read = try TestRecipe.read(adding: metric)
    #expect(read.figure == MonitoredFigure("macro-f1"))
    #expect(try TestRecipe.read(adding: "monitor: last").figure == nil)
  }

  // MARK: - Those of a plug-in

  /// The error of the true class's probability, times a factor.
  private struct Shortfall: Loss {
    var factor = 1.0
    static let info = LossInfo(
      name: "me/shortfall", summary: "What the true class lacks.", compares: [.classes],
      settings: [Setting("factor", "Multiplies it", range: 0...100)])
    func callAsFunction(_ comparison: Comparison) -> Tensor {
      let lacking = (1 - comparison.output.softmax(axis: 1)) * comparison.target
      return lacking.sum(over: [1]).mean() * Float(factor)
    }
  }

  /// How many rows there are, and how sure the model is of the first class.
  private struct Rows: Metric {
    static let info = MetricInfo(
      name: "me/rows", summary: "Counts rows.", measures: [.classes, .presence])
    func value(of rows: ScoredRows) -> Double { Double(rows.count) }
  }

  private func registry() throws -> Registry {
    let registrar = PluginRegistrar(try Installation.builtIns(), origin: "test")
    try registrar.register(Shortfall.self)
    try registrar.register(Rows.self)
    try registrar.register(MapLearner.self)
    return registrar.registry
  }

  private func trained(_ text: String, _ more: String) throws -> ModelTraining.Outcome {
    let workspace = try Workspace()
    let file = try workspace.write(text + "\n" + more, to: "recipe.yaml")
    let registry = try registry()
    let recipe = try RecipeReader(registry: registry).read(file: file)
    return try ModelTraining(recipe, library: ModelLibrary(registry: registry), threads: 1)
      .run(checkpoint: nil, date: "2026-11-21", command: "test") { _ in }
  }

  @Test("A classifier learns by a plug-in's loss and is measured by its metric")
  func classifier() throws {
    let more = """
      loss: { function: me/shortfall, factor: 4 }
      metrics: [me/rows, roc-auc, accuracy]
      monitor: me/rows
      """
    let text = TestRecipe.text.replacing("epochs: 12", with: "epochs: 2")
    let outcome = try trained(text, more)
    let metrics = outcome.card.metrics
    // They are counted of the whole validation part after each epoch; of equals the first is kept.
    let rows = Double(outcome.card.training.objects["validation"] ?? 0)
    #expect(outcome.history.map { $0.validation?.metrics["me/rows"] } == [rows, rows])
    #expect(outcome.history.map(\.isBest) == [true, false])
    #expect(outcome.history.allSatisfy { ($0.validation?.metrics["roc-auc"] ?? 0) > 0.4 })
    #expect(metrics["me/rows"] == Double(outcome.card.training.objects["test"] ?? 0))
    #expect((metrics["roc-auc"] ?? 0) > 0.5 && metrics["accuracy"] != nil)
    // Four times what is lacking of a probability, which the cross-entropy is not.
    let loss = outcome.history[0].training.loss
    #expect(loss > 0.5 && loss < 4)
    #expect(try trained(text, "loss: me/shortfall").history[0].training.loss < 1)
  }

  @Test("A network that is compared with targets learns by the loss that the recipe names")
  func supervised() throws {
    let text = """
      orrery: 1
      data: { simulator: fields, count: 12, seed: 3, settings: { width: 32, height: 32, sources: 6 } }
      split: { validation: 0.2, test: 0.3 }
      stages: [{ subtract-background: { box: 16 } }, divide-by-noise]
      model: { plugin: me/map-learner, weights: tiny }
      epochs: 2
      batch: 4
      """
    let outcome = try trained(text, "loss: dice\nmetrics: [me/rows, intersection-over-union]")
    let metrics = outcome.card.metrics
    #expect(
      metrics["me/rows"] == Double((outcome.card.training.objects["test"] ?? 0) * 32 * 32))
    #expect(metrics["intersection-over-union"] != nil)
    #expect((metrics["loss"] ?? 2) <= 1)  // as only the overlap is
    #expect(outcome.history.allSatisfy { $0.validation?.metrics["me/rows"] ?? 0 > 0 })
    #expect(
      try TestRecipe.problems(
        text.replacing("me/map-learner", with: "segmenter"), adding: "loss: focal")
        == [
          "8: loss: 'focal' compares classes, 'segmenter' gives presence; there are: "
            + "binary-cross-entropy, binary-focal, dice, tversky"
        ])
    let standard = try trained(text, "")
    #expect(standard.weights.bytes != outcome.weights.bytes)
    #expect(try trained(text, "loss: binary-cross-entropy").weights.bytes == standard.weights.bytes)
  }
}
