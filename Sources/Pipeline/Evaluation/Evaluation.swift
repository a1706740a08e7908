import Foundation
import OrreryKit

/// Measures trained models on the test part of their recipes, beside plain methods on the same
/// objects: is deep learning necessary?
public struct Evaluation {
  private let library: ModelLibrary
  /// Plain methods that are fitted to the same training part, by the names of their architectures.
  private let beside: [String]
  /// Test objects that adversarial steps are looked for (`Robustness`).
  public var robustnessObjects = 0
  /// Whether objects of the training part are kept of models that this recipe trained.
  public var keepsExamples = false

  /// What it tells while it runs.
  public enum Event: Sendable {
    case preparing(recipe: String, done: Int, total: Int)
    case fitting(String, objects: Int)
    case asking(String, objects: Int)
    /// Adversarial steps are looked for.
    case stepping(String, objects: Int)
    /// The weights' card tells of another recipe or seed.
    case foreign(String)
  }

  /// - Parameters:
  ///   - library: holds the architectures and finds the weights.
  ///   - beside: architectures that are fitted, not trained: `random-forest`.
  /// - Throws: `DataError` for a name that is no such architecture.
  public init(_ library: ModelLibrary, beside: [String] = []) throws {
    for name in beside {
      guard let entry = library.registry.architectures[name] else {
        throw DataError(
          .missing,
          "no plug-in '\(name)'"
            + NearestNames.suggestion(
              for: name, among: Array(library.registry.architectures.keys)))
      }
      guard entry.value is any Fitted.Type else {
        throw DataError(
          .unsupported, "'\(name)' is trained by gradients: give it a recipe of its own")
      }
    }
    self.library = library
    self.beside = beside
  }

  /// Every method that is fitted at once, to such objects and for the same task as the recipe's model.
  public static func plainMethods(for recipe: TrainingRecipe, in registry: Registry) -> [String] {
    let task = registry.architectures[recipe.model.architecture]?.value.info.task
    return registry.architectures.filter { _, entry in
      let type = entry.value
      return type is any Fitted.Type && !(type is any Trainable.Type) && type.info.task == task
        && type.info.accepts.contains(recipe.data.kind)
        && (task != .classification || !recipe.classes.isEmpty)
    }.keys.sorted()
  }

  /// The models of a recipe: the one that it trains, then the plain methods.
  ///
  /// A recipe of a plain method needs no weights: where none are found it is fitted.
  /// - Throws: `DataError` where weights or data are missing.
  public func models(
    of recipe: TrainingRecipe, report: (Event) -> Void = { _ in }
  ) throws -> [EvaluatedModel] {
    let set = try TrainingSet(recipe) {
      report(.preparing(recipe: recipe.file, done: $0, total: $1))
    }
    guard let first = set[.train].first ?? set[.test].first, !set[.test].isEmpty else {
      throw DataError(.missing, "no object is left in the test part", file: recipe.file)
    }
    let specification = ModelSpecification(of: first, classes: recipe.classes)
    let architecture = recipe.model.architecture
    let own: EvaluatedModel
    do {
      let entry = try library.find(recipe.model.weights, for: architecture)
      let card = try library.card(of: entry)
      guard card.specification.classes == recipe.classes else {
        throw DataError(
          .mismatch,
          "is of the classes \(card.specification.classes.joined(separator: ", ")), the recipe of "
            + recipe.classes.joined(separator: ", "), file: entry.card)
      }
      let isForeign =
        card.training.recipe != recipe.digest || card.training.seed != recipe.seed
      if isForeign {
        report(.foreign("\(architecture) \(entry.name)"))
      }
      let model = try library.load(
        PlannedModel(
          entry: entry, card: card, digest: "", configuration: card.configuration,
          batch: recipe.batch))
      var found = try evaluated(
        model, "\(architecture) \(entry.name)", set, recipe, report: report)
      found.stored = (entry, card)
      found.isOfItsTraining = !isForeign || set.counts == card.training.objects
      if keepsExamples, found.isOfItsTraining {
        found.examples = try examples(of: model, set, recipe)
        found.calibration = try calibration(of: model, set, recipe)
      }
      own = found
    } catch let error as DataError where error.code == .missing {
      guard library.registry.architectures[architecture]?.value is any Fitted.Type else {
        throw error
      }
      own = try fitted(
        architecture, recipe.model.configuration, specification, set, recipe, report: report)
    }
    return try [own]
      + beside.filter { $0 != architecture }.map {
        try fitted($0, [:], specification, set, recipe, report: report)
      }
  }

  /// - Throws: `DataError.mismatch` where the weights were trained on other objects.
  private func examples(
    of model: LoadedModel, _ set: TrainingSet, _ recipe: TrainingRecipe
  ) throws -> TrainingExamples? {
    let counts = set.counts
    guard counts == model.card.training.objects else {
      func text(_ counts: [String: Int]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
      }
      throw DataError(
        .mismatch,
        "the weights were trained on other objects (\(text(model.card.training.objects))) than "
          + "the recipe has (\(text(counts)))", file: recipe.file)
    }
    return try TrainingExamples(
      of: model.architecture, from: set[.train], classes: recipe.classes, seed: recipe.seed,
      batch: recipe.batch)
  }

  /// What the card has, and the rest as a training fits it.
  private func calibration(
    of model: LoadedModel, _ set: TrainingSet, _ recipe: TrainingRecipe
  ) throws -> Calibration {
    let own = model.card.calibration
    guard own.conformal == nil || own.distance == nil, !recipe.classes.isEmpty,
      type(of: model.architecture).info.task == .classification
    else { return own }
    func answers(_ objects: [SkyObject]) throws -> (predictions: [Prediction], labels: [Int]) {
      (
        try model.architecture.answers(to: objects, batch: recipe.batch),
        objects.map { $0.label(among: recipe.classes) ?? 0 }
      )
    }
    return CalibrationFit.completed(
      own, training: try answers(CalibrationFit.some(of: set[.train])),
      validation: try answers(set[.validation]), classes: recipe.classes.count)
  }

  private func evaluated(
    _ model: LoadedModel, _ name: String, _ set: TrainingSet, _ recipe: TrainingRecipe,
    report: (Event) -> Void
  ) throws -> EvaluatedModel {
    let classes = model.card.specification.classes
    func answers(_ part: TrainingRecipe.Split.Part) throws -> Answers {
      report(.asking(name, objects: set[part].count))
      return try Answers(of: model, to: set[part], classes: classes, batch: recipe.batch)
    }
    let start = ContinuousClock.now
    let test = try answers(.test)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    var result = EvaluatedModel(
      name: name, classes: classes, test: test, validation: try answers(.validation),
      training: try answers(.train), seconds: seconds / Double(test.count))
    if recipe.prior != .observed { result.prior = model.card.calibration.prior }
    result.questions = recipe.questions
    if robustnessObjects > 0, !model.classes.isEmpty {
      report(.stepping(name, objects: min(robustnessObjects, set[.test].count)))
      result.robustness = try Robustness(
        of: model.architecture, calibration: model.card.calibration, objects: set[.test],
        count: robustnessObjects)
    }
    result.metrics = try RecipeMetrics(recipe).values(
      of: model.architecture, set[.test], calibration: model.card.calibration)
    result.fields = try FieldEvaluation(model, name: name, fields: set[.test])
    result.samples = try SampleEvaluation(
      model, name: name, real: set[.test], seed: recipe.seed)
    return result
  }

  /// Fits a plain method to the training part and calibrates it on the validation part.
  private func fitted(
    _ name: String, _ keys: [String: JSONValue], _ specification: ModelSpecification,
    _ set: TrainingSet, _ recipe: TrainingRecipe, report: (Event) -> Void
  ) throws -> EvaluatedModel {
    report(.fitting(name, objects: set[.train].count))
    guard let type = library.registry.architectures[name]?.value as? any Fitted.Type else {
      throw DataError(.missing, "no architecture '\(name)' that is fitted")
    }
    let method = try fit(type, keys, specification, set[.train], recipe)
    var model = LoadedModel(
      architecture: method,
      card: ModelCard(
        architecture: name, name: name, summary: "", configuration: .object([:]),
        specification: specification, stages: [],
        training: ModelCard.Training(
          data: "", objects: [:], seed: recipe.seed, epochs: 0, date: "", recipe: recipe.digest),
        metrics: [:], command: ""), digest: "")
    let classes = specification.classes.count
    if classes > 0, !set[.validation].isEmpty {
      let objects = set[.validation]
      var card = model.card
      card.calibration = CalibrationFit.fit(
        training: ([], []),
        validation: (
          try method.answers(to: objects, batch: recipe.batch),
          objects.map { $0.label(among: recipe.classes) ?? 0 }
        ), classes: classes, prior: recipe.prior)
      model = LoadedModel(architecture: method, card: card, digest: "")
    }
    return try evaluated(model, name, set, recipe, report: report)
  }

  private func fit<Method: Fitted>(
    _ type: Method.Type, _ keys: [String: JSONValue], _ specification: ModelSpecification,
    _ objects: [SkyObject], _ recipe: TrainingRecipe
  ) throws -> any Architecture {
    let configuration = try Settings.decode(
      keys, over: Method.defaults, settings: Method.info.settings)
    var initial = RandomStream(seed: recipe.seed, purpose: "initial weights")
    let fresh = try Method(configuration, specification: specification, random: &initial)
    var random = RandomStream(seed: recipe.seed, purpose: "fit")
    return try fresh.fitted(to: objects, random: &random)
  }
}
