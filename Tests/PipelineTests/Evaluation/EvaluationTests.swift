import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

@Suite("Evaluation")
struct EvaluationTests {
  /// Answers of a model that knows the class with this much certainty.
  static func model(
    _ name: String, certainty: Double, seed: UInt64, count: Int = 300
  ) -> EvaluatedModel {
    func answers(_ purpose: String) -> Answers {
      var answers = Answers(ids: (0..<count).map { "\(purpose) \($0)" })
      for id in answers.ids {
        // What is true depends on the object alone, what is said of it on the model too.
        var truth = RandomStream(seed: 1, key: id)
        var random = RandomStream(seed: seed, key: id)
        let label = Int(truth.uniform() * 3)
        let weights = (0..<3).map { exp(random.normal() + ($0 == label ? certainty : 0)) }
        answers.labels.append(label)
        answers.probabilities += weights.map { Float($0 / weights.reduce(0, +)) }
        answers.features.append((0..<2).map { _ in Float(Double(label) + random.normal()) })
      }
      return answers
    }
    return EvaluatedModel(
      name: name, classes: ["a", "b", "c"], test: answers("test"),
      validation: answers("validation"), training: answers("training"), seconds: 0.001)
  }

  @Test("A classifier's report has every figure, and its JSON has no word that JSON lacks")
  func classifier() throws {
    let evaluation = try #require(ClassEvaluation(Self.model("good", certainty: 3, seed: 1)))
    #expect(evaluation.report.confusion.accuracy > 0.85)
    let sets = try #require(evaluation.reportedSets)
    #expect(sets.coverage > 0.84 && sets.meanSize < 2)
    #expect(try #require(evaluation.strangers) < 0.05)
    let text = try JSONEncoder().encode(evaluation.json)
    let value = try JSONDecoder().decode(JSONValue.self, from: text)
    guard case .object(let keys) = value, case .object(let classes)? = keys["classes"] else {
      Issue.record("the report is no map")
      return
    }
    #expect(classes.keys.sorted() == ["a", "b", "c"])
    for key in ["accuracy", "macro-f1", "ece", "classwise-ece", "nll", "conformal", "confusion"] {
      #expect(keys[key] != nil && keys[key] != .null)
    }
  }

  @Test("Answers that are missing are wrong, counted, and covered by the largest set")
  func missing() throws {
    var model = Self.model("half", certainty: 3, seed: 1)
    for n in 0..<150 { model.test.probabilities[3 * n] = .nan }
    let evaluation = try #require(ClassEvaluation(model))
    #expect(evaluation.report.unusable == 150)
    #expect(evaluation.report.confusion.accuracy < 0.52)
    #expect(evaluation.reportedSets?.unusable == 150)
    model.classes = []
    #expect(ClassEvaluation(model) == nil)
  }

  @Test("The better model is found to be better, and a model is as good as itself")
  func comparison() throws {
    let (good, poor) = (
      Self.model("good", certainty: 3, seed: 1), Self.model("poor", certainty: 1, seed: 2)
    )
    let pair = try #require(PairedComparison(good, poor))
    #expect(pair.count == 300 && pair.difference > 0.1 && pair.probability < 1e-3)
    #expect(pair.error > 0.01 && pair.error < 0.06)
    let same = try #require(PairedComparison(good, good))
    #expect(same.difference == 0 && same.probability == 1)
    var other = poor
    other.classes = ["x", "y", "z"]
    #expect(PairedComparison(good, other) == nil)
  }

  @Test("A report makes its files: JSON, a figure for each model, one of all")
  func files() throws {
    let workspace = try Workspace()
    var redshifts = Self.model("z", certainty: 1, seed: 3)
    redshifts.classes = []
    var random = RandomStream(seed: 5)
    let truth = (0..<200).map { _ in random.uniform() }
    redshifts.test.numbers["z"] = Answers.Numbers(
      predicted: truth.map { $0 + 0.02 * random.normal() },
      errors: truth.map { _ in 0.02 }, truth: truth)
    let report = EvaluationReport([
      Self.model("cnn", certainty: 3, seed: 1), Self.model("forest", certainty: 2, seed: 2),
      redshifts,
    ])
    #expect(report.comparisons.count == 1 && report.numbers.count == 1)
    let folder = EvaluationGalleryFolder.path ?? workspace["report"]
    try EvaluationFolder(folder).write(report)
    for file in ["evaluation.json", "cnn.png", "forest.png", "comparison.png", "z-z.png"] {
      #expect(FileManager.default.fileExists(atPath: "\(folder)/\(file)"), "\(file)")
    }
    #expect(report.numbers[0].report.normalisedMAD < 0.03)
    #expect(abs((report.numbers[0].distributions?.coverage(0.68) ?? 0) - 0.68) < 0.12)
  }

  @Test("Answers over time are counted by the days seen, an answer that is not there yet as wrong")
  func overTime() throws {
    var model = Self.model("early", certainty: 3, seed: 1, count: 2)
    #expect(TimeEvaluation(model) == nil)
    model.test.labels = [0, 1]
    model.test.courses = [
      TimeEvaluation.Course(days: [0, 5], answers: [2, 0]),
      TimeEvaluation.Course(days: [3, 12], answers: [1, nil]),
    ]
    let course = try #require(TimeEvaluation(model))
    #expect(course.days == [0, 1, 2, 5, 10, 12])
    #expect(course.accuracies == [0, 0, 0, 1, 1, 0.5])
    let table = Catalog(columns: [
      Column("time", .real([0, 1])), Column("a", .float([0.9, .nan])),
      Column("b", .float([0.1, 0.5])),
    ])
    let read = try #require(TimeEvaluation.Course(table, classes: ["a", "b"]))
    #expect(read.answers == [0, nil])
    #expect(TimeEvaluation.Course(table, classes: ["a", "c"]) == nil)
  }

  @Test("A recipe is evaluated beside plain methods on the same objects")
  func recipe() throws {
    let text = """
      orrery: 1
      data: { simulator: galaxies, count: 40, seed: 5, settings: { size: 32, classes: [elliptical, edge-on] } }
      classes: [elliptical, edge-on]
      split: { validation: 0.2, test: 0.3 }
      model: { plugin: extra-trees, weights: none-there, configuration: { trees: 20 } }
      metrics: [macro-f1, roc-auc]
      seed: 2
      """
    let workspace = try Workspace()
    let registry = try Installation.builtIns()
    let recipe = try RecipeReader(registry: registry).read(
      file: workspace.write(text, to: "recipe.yaml"))
    let evaluation = try Evaluation(
      ModelLibrary(registry: registry), beside: ["nearest-neighbours"])
    let models = try evaluation.models(of: recipe)
    #expect(models.map(\.name) == ["extra-trees", "nearest-neighbours"])
    #expect(models[0].test.ids == models[1].test.ids && !models[0].test.ids.isEmpty)
    #expect(Set(models[0].test.ids).isDisjoint(with: models[0].training.ids))
    let report = EvaluationReport(models)
    #expect(report.classifiers.count == 2 && report.comparisons.count == 1)
    // The recipe's metrics are told of all of them.
    #expect(
      report.metrics.map { $0.values.keys.sorted() } == [
        ["macro-f1", "roc-auc"], ["macro-f1", "roc-auc"],
      ])
    #expect(report.metrics[0].values["macro-f1"] == report.classifiers[0].report.confusion.macroF1)
    #expect(throws: DataError.self) {
      _ = try Evaluation(ModelLibrary(registry: registry), beside: ["morphology-cnn"])
    }
    #expect(throws: DataError.self) {
      _ = try Evaluation(ModelLibrary(registry: registry), beside: ["random-forrest"])
    }
  }

  @Test("A run's catalogue is compared with a table of the truth")
  func run() throws {
    let workspace = try Workspace()
    let catalog = Catalog(columns: [
      Column("id", .string(["a", "b", "c", "d"])),
      Column("z_model", .real([0.1, 0.2, .nan, 0.4])),
      Column("z_error", .real([0.01, 0.01, 0.01, 0.01])),
      Column("p_star", .float([0.9, 0.2, .nan, 0.5])),
      Column("p_galaxy", .float([0.1, 0.8, .nan, 0.5])),
      Column("flags", .string(["", "edge,filled", "no-valid-data", ""])),
      Column("status", .string(["done", "flagged", "flagged", "done"])),
    ])
    var file = FITSWriter()
    try file.append(catalog)
    try file.write(to: workspace["catalog.fits"])
    let truth = try workspace.write(
      "name,kind,z\nc,star,0.3\nb,galaxy,0.21\na,star,0.1\n", to: "truth.csv")
    #expect(try RunAnswers.catalog(inFolder: workspace.path) == workspace["catalog.fits"])
    let (model, unknown) = try RunAnswers.read(
      catalog: workspace["catalog.fits"], truth: truth, id: "name", class: "kind")
    #expect(unknown == 1 && model.test.ids == ["a", "b", "c"])
    #expect(model.classes == ["star", "galaxy"] && model.test.labels == [0, 1, 0])
    #expect(model.test.flags == ["edge": 1, "filled": 1, "no-valid-data": 1])
    let report = EvaluationReport([model])
    #expect(abs(report.classifiers[0].report.confusion.accuracy - 2.0 / 3) < 1e-12)
    #expect(report.numbers[0].report.unusable == 1)
    #expect(throws: DataError.self) {
      _ = try RunAnswers.read(catalog: workspace["catalog.fits"], truth: truth)
    }
    #expect(throws: DataError.self) { _ = try RunAnswers.catalog(inFolder: workspace["none"]) }
  }
}

/// Where the report of made-up models is kept to be looked at; `nil` for tests that nobody watches.
enum EvaluationGalleryFolder {
  static let path = ProcessInfo.processInfo.environment["ORRERY_FIGURES"].map { $0 + "/evaluation" }
}
