import Foundation
import OrreryKit

/// Trains a model by a recipe, calibrates it, measures it and makes its card.
public struct ModelTraining {
  public let recipe: TrainingRecipe
  /// Test objects that adversarial steps are looked for at the end (`Robustness`).
  public var robustnessObjects = 0
  private let library: ModelLibrary
  private var registry: Registry { library.registry }
  let threads: Int

  /// What a training made.
  public struct Outcome: Sendable {
    public var card: ModelCard
    public var weights: Safetensors
    /// Some objects of the training part; `nil` of a model that tells no features.
    public var examples: TrainingExamples?
    public var history: [EpochRecord]
    public var end: TrainingResult.End
    /// On the test part; `nil` where it is empty or the model has no classes.
    public var test: ClassifierReport?
    /// The recipe's metrics of the test part, those that are defined.
    public var measured: [String: Double]
  }

  /// What a training tells while it runs.
  public enum Event: Sendable {
    case preparing(done: Int, total: Int)
    /// Objects of each class in each part, and what was left out by reason.
    case prepared(counts: [String: [String: Int]], leftOut: [String: Int], parameters: Int)
    /// Weights were taken over; these parameters start fresh.
    case started(weights: String, fresh: [String])
    case training(TrainingEvent)
  }

  /// - Parameters:
  ///   - library: holds the architectures, and the weights that a recipe may start from.
  ///   - threads: that prepare batches.
  public init(_ recipe: TrainingRecipe, library: ModelLibrary, threads: Int) {
    self.recipe = recipe
    self.library = library
    self.threads = threads
  }

  /// - Parameters:
  ///   - checkpoint: file that a stopped training goes on from; `nil` keeps none.
  ///   - date: day to write in the card, `2026-11-21`.
  ///   - command: what makes these weights again.
  /// - Throws: `DataError`, `Settings.Failure`, `TrainingDiverged`.
  public func run(
    checkpoint: String?, date: String, command: String, stop: StopFlag = StopFlag(),
    report: (Event) -> Void
  ) throws -> Outcome {
    let set = try TrainingSet(recipe) { report(.preparing(done: $0, total: $1)) }
    let making = Making(
      set: set, specification: try specification(of: set[.train]), checkpoint: checkpoint,
      date: date, command: command, stop: stop)
    return try make(architecture, making, report)
  }

  /// The loss of a hundred steps with a learning rate that grows, from 1e-7 to 10; nothing is kept.
  /// - Throws: `DataError`, `Settings.Failure`.
  public func learningRateCurve(report: (Event) -> Void) throws -> LearningRateCurve {
    guard recipe.optimizer.learningRate > 0 else {
      throw DataError(
        .unsupported, "optimizer.learning-rate must be above 0 to look for one", file: recipe.file)
    }
    let set = try TrainingSet(recipe) { report(.preparing(done: $0, total: $1)) }
    let specification = try specification(of: set[.train])
    let (model, _) = try model(architecture, specification, set, report)
    guard let trainer = trainer(of: model, set, specification) else {
      throw DataError(
        .unsupported, "'\(recipe.model.architecture)' is not trained by gradients",
        file: recipe.file)
    }
    return try trainer.learningRateCurve(from: 1e-7, to: 10, steps: 100, smoothing: 0.9)
  }

  private var architecture: any Architecture.Type {
    get throws {
      guard let type = registry.architectures[recipe.model.architecture]?.value else {
        throw DataError(
          .missing, "no architecture '\(recipe.model.architecture)'", file: recipe.file)
      }
      return type
    }
  }

  /// What one training is given.
  private struct Making {
    var set: TrainingSet
    var specification: ModelSpecification
    var checkpoint: String?
    var date: String
    var command: String
    var stop: StopFlag
  }

  private func make<Model: Architecture>(
    _ type: Model.Type, _ making: Making, _ report: (Event) -> Void
  ) throws -> Outcome {
    let set = making.set
    var (model, configuration) = try model(type, making.specification, set, report)
    var result: TrainingResult?
    if var trainer = trainer(of: model, set, making.specification) {
      result = try trainer.run(
        checkpoint: making.checkpoint, resumes: true, stop: making.stop
      ) { report(.training($0)) }
      // What is left to fit when the weights stand is fitted to objects that they were not learned
      // from.
      if let method = model as? any Fitted, result?.end != .interrupted {
        model = try fitted(
          model, method, to: set[.validation].isEmpty ? set[.train] : set[.validation])
      }
    } else if let method = model as? any Fitted {
      model = try fitted(model, method, to: set[.train])
    } else {
      throw DataError(
        .unsupported,
        "'\(Model.info.name)' cannot be trained: it is no Classifier, Trainable or "
          + "Fitted", file: recipe.file)
    }
    // A training that was stopped is measured when it has gone on to its end.
    let (calibration, test) =
      result?.end == .interrupted ? (Calibration(), nil) : try measure(model, set)
    let own = result?.end == .interrupted ? [:] : try figures(of: model, set[.test])
    let asked =
      result?.end == .interrupted
      ? [:] : try RecipeMetrics(recipe).values(of: model, set[.test], calibration: calibration)
    let questions = test == nil ? [:] : try questionFigures(of: model, calibration, set[.test])
    let robustness =
      test == nil || robustnessObjects == 0
      ? nil
      : try Robustness(
        of: model, calibration: calibration, objects: set[.test], count: robustnessObjects)
    let card = ModelCard(
      architecture: Model.info.name, name: recipe.model.weights, summary: recipe.description,
      configuration: try Settings.encode(configuration), specification: model.specification,
      stages: try set.stages.map {
        ModelCard.StageRecord(name: Swift.type(of: $0).info.name, settings: try Settings.encode($0))
      },
      training: ModelCard.Training(
        data: recipe.data.summary,
        objects: set.counts, seed: recipe.seed, epochs: result?.history.count ?? 0,
        date: making.date,
        recipe: recipe.digest, precision: recipe.precision),
      metrics: (test.map { metrics($0, classes: making.specification.classes) } ?? own)
        .merging(questions) { standing, _ in standing }
        .merging(asked) { standing, _ in standing }
        .merging(robustness?.metrics ?? [:]) { standing, _ in standing },
      calibration: calibration, command: making.command)
    return Outcome(
      card: card,
      weights: Safetensors(
        model.module.stateDictionary(),
        metadata: ["architecture": Model.info.name, "name": recipe.model.weights]),
      examples: result?.end == .interrupted ? nil : try examples(of: model, set[.train]),
      history: result?.history ?? [], end: result?.end ?? .finished, test: test, measured: asked)
  }

  /// A method that learns from all objects at once, after it has.
  private func fitted<Model>(
    _ model: Model, _ method: any Fitted, to objects: [SkyObject]
  ) throws -> Model {
    var random = RandomStream(seed: recipe.seed, purpose: "fit")
    // The method is the model: `fitted` gives one of its own kind.
    return try method.fitted(to: objects, random: &random) as? Model ?? model
  }

  /// A model with initial weights.
  private func model<Model: Architecture>(
    _ type: Model.Type, _ specification: ModelSpecification, _ set: TrainingSet,
    _ report: (Event) -> Void
  ) throws -> (Model, Model.Configuration) {
    let configuration = try Settings.decode(
      recipe.model.configuration, over: Model.defaults, settings: Model.info.settings)
    var random = RandomStream(seed: recipe.seed, purpose: "initial weights")
    let model = try Model(configuration, specification: specification, random: &random)
    if let start = recipe.model.start {
      let fresh = try start.apply(to: model.module, of: Model.info.name, in: library)
      report(.started(weights: start.weights, fresh: fresh))
    }
    report(
      .prepared(
        counts: counts(set), leftOut: set.leftOut, parameters: model.module.parameterCount))
    return (model, configuration)
  }

  private func specification(of objects: [SkyObject]) throws -> ModelSpecification {
    guard let first = objects.first else {
      throw DataError(.missing, "no object is left to train on", file: recipe.file)
    }
    return ModelSpecification(of: first, classes: recipe.classes)
  }

  /// Objects of each class in each part.
  private func counts(_ set: TrainingSet) -> [String: [String: Int]] {
    var result: [String: [String: Int]] = [:]
    for part in TrainingRecipe.Split.Part.allCases {
      for object in set[part] {
        let name = object.label(among: recipe.classes).map { recipe.classes[$0] } ?? ""
        result[part.rawValue, default: [:]][name, default: 0] += 1
      }
    }
    return result
  }

  private func examples(
    of model: any Architecture, _ objects: [SkyObject]
  ) throws -> TrainingExamples? {
    let task = Swift.type(of: model).info.task
    guard task == .classification || task == .regression else { return nil }
    return try TrainingExamples(
      of: model, from: objects, classes: recipe.classes, seed: recipe.seed, batch: recipe.batch)
  }
}
