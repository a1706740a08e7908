import Foundation
import OrreryKit

/// Trains a classifier of images by a recipe, calibrates it, measures it and makes its card.
public struct ClassifierTraining {
  public let recipe: TrainingRecipe
  private let registry: Registry
  private let threads: Int

  /// What a training made.
  public struct Outcome: Sendable {
    public var card: ModelCard
    public var weights: Safetensors
    public var history: [EpochRecord]
    public var end: TrainingResult.End
    /// On the test part; `nil` where it is empty.
    public var test: ClassifierReport?
  }

  /// What a training tells while it runs.
  public enum Event: Sendable {
    case preparing(done: Int, total: Int)
    /// Objects of each class in each part, and what was left out by reason.
    case prepared(counts: [String: [String: Int]], leftOut: [String: Int], parameters: Int)
    case training(TrainingEvent)
  }

  public init(_ recipe: TrainingRecipe, registry: Registry, threads: Int) {
    self.recipe = recipe
    self.registry = registry
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
    guard let entry = registry.architectures[recipe.model.architecture],
      let type = entry.value as? any ImageClassifier.Type
    else {
      throw DataError(
        .unsupported,
        "'\(recipe.model.architecture)' is not a classifier of images: only those "
          + "can be trained yet", file: recipe.file)
    }
    return try train(
      type, checkpoint: checkpoint, date: date, command: command, stop: stop, report: report)
  }

  private func train<Model: ImageClassifier>(
    _ type: Model.Type, checkpoint: String?, date: String, command: String, stop: StopFlag,
    report: (Event) -> Void
  ) throws -> Outcome {
    let set = try TrainingSet(recipe) { report(.preparing(done: $0, total: $1)) }
    let configuration = try Settings.decode(
      recipe.model.configuration, over: Model.defaults, settings: Model.info.settings)
    let specification = try specification(of: set[.train])
    var random = RandomStream(seed: recipe.seed, purpose: "initial weights")
    let model = try Model(configuration, specification: specification, random: &random)
    report(
      .prepared(
        counts: counts(set), leftOut: set.leftOut, parameters: model.module.parameterCount))

    let training = try loader(set[.train], specification, augmented: true)
    let loss = recipe.loss.loss(
      labels: set[.train].map { label(of: $0) }, classes: recipe.classes.count,
      balance: recipe.balance)
    var trainer = Trainer(
      model: model.module, optimizer: recipe.optimizer.optimizer(of: model.module),
      schedule: recipe.schedule(batches: training.stepsPerEpoch), training: training,
      validation: set[.validation].isEmpty
        ? nil : try loader(set[.validation], specification, augmented: false),
      settings: recipe.trainingSettings
    ) { batch, pass in
      let logits = model.logits(batch.images, &pass)
      return StepOutcome(
        loss: loss(logits, batch.targets), count: batch.labels.count,
        logits: logits, labels: batch.labels)
    }
    let result = try trainer.run(checkpoint: checkpoint, stop: stop) { report(.training($0)) }

    let temperature = try fitTemperature(model, set[.validation], specification)
    let test = try evaluate(model, set[.test], specification, temperature: temperature)
    let card = ModelCard(
      architecture: Model.info.name, name: recipe.model.weights, summary: recipe.description,
      configuration: try Settings.encode(configuration), specification: specification,
      stages: try set.stages.map {
        ModelCard.StageRecord(name: Swift.type(of: $0).info.name, settings: try Settings.encode($0))
      },
      training: ModelCard.Training(
        data: recipe.data.summary,
        objects: Dictionary(
          uniqueKeysWithValues: TrainingRecipe.Split.Part.allCases.map {
            ($0.rawValue, set[$0].count)
          }), seed: recipe.seed, epochs: result.history.count, date: date, recipe: recipe.digest),
      metrics: test.map { metrics($0, classes: specification.classes) } ?? [:],
      temperature: temperature, command: command)
    return Outcome(
      card: card,
      weights: Safetensors(
        model.module.stateDictionary(),
        metadata: ["architecture": Model.info.name, "name": recipe.model.weights]),
      history: result.history, end: result.end, test: test)
  }

  /// Images with soft targets: `[N, C, H, W]` and `[N, classes]`.
  struct Batch: Sendable {
    var images: Tensor
    var targets: Tensor
    var labels: [Int]
  }

  /// Batches of prepared objects; with `augmented` each is changed anew in every epoch.
  private func loader(
    _ objects: [SkyObject], _ specification: ModelSpecification, augmented: Bool
  ) throws -> DataLoader<Batch> {
    let labels = objects.map { label(of: $0) }
    let stages = augmented ? recipe.augment.map(\.stage) : []
    let sampler: Sampler =
      !augmented
      ? .sequential(objects.count) : .balanced(labels: labels, exponent: recipe.balance)
    let classes = recipe.classes
    return DataLoader(
      sampler, batchSize: recipe.batch,
      dropsIncompleteBatch: augmented && objects.count >= recipe.batch,
      seed: recipe.seed, threads: threads
    ) { plan in
      var members: [SkyObject] = []
      for (place, index) in plan.indices.enumerated() {
        var random = plan.random(at: place)
        var object = objects[index]
        for stage in stages {
          if let mixing = stage as? any MixingStage {
            let partner = objects[Int(random.uniform(0, Double(objects.count)))]
            object = try mixing.mix(object, with: partner, random: &random)
          } else {
            object = try stage.run(object, random: &random)
          }
        }
        members.append(object)
      }
      let batch = try ImageBatch(members, specification: specification)
      let targets = batch.rows.flatMap { row in classes.map { members[row].truth[$0] ?? 0 } }
      return Batch(
        images: batch.images,
        targets: Tensor(targets, shape: [batch.rows.count, classes.count]),
        labels: batch.rows.map { row in Self.label(of: members[row], classes) })
    }
  }

  private func label(of object: SkyObject) -> Int { Self.label(of: object, recipe.classes) }

  private static func label(of object: SkyObject, _ classes: [String]) -> Int {
    classes.indices.max { object.truth[classes[$0]] ?? 0 < object.truth[classes[$1]] ?? 0 } ?? 0
  }

  private func specification(of objects: [SkyObject]) throws -> ModelSpecification {
    guard let image = objects.first?.image else {
      throw DataError(.unsupported, "the objects are not images", file: recipe.file)
    }
    return ModelSpecification(
      input: .image, channels: image.channels, bands: image.bands,
      shape: [image.height, image.width], classes: recipe.classes)
  }

  /// Objects of each class in each part.
  private func counts(_ set: TrainingSet) -> [String: [String: Int]] {
    var result: [String: [String: Int]] = [:]
    for part in TrainingRecipe.Split.Part.allCases {
      for object in set[part] {
        result[part.rawValue, default: [:]][recipe.classes[label(of: object)], default: 0] += 1
      }
    }
    return result
  }

  private func logits<Model: ImageClassifier>(
    _ model: Model, _ objects: [SkyObject], _ specification: ModelSpecification
  ) throws -> (logits: [Float], labels: [Int]) {
    var logits: [Float] = []
    var labels: [Int] = []
    let batches = try loader(objects, specification, augmented: false).batches(epoch: 0)
    while let batch = try batches.next() {
      logits += withoutGradient {
        var pass = Pass.inference
        return model.logits(batch.images, &pass).scalars
      }
      labels += batch.labels
    }
    return (logits, labels)
  }

  private func fitTemperature<Model: ImageClassifier>(
    _ model: Model, _ objects: [SkyObject], _ specification: ModelSpecification
  ) throws -> Double {
    guard !objects.isEmpty else { return 1 }
    let (logits, labels) = try logits(model, objects, specification)
    return TemperatureScaling.fit(
      logits: logits, classes: specification.classes.count, labels: labels)
  }

  private func evaluate<Model: ImageClassifier>(
    _ model: Model, _ objects: [SkyObject], _ specification: ModelSpecification,
    temperature: Double
  ) throws -> ClassifierReport? {
    guard !objects.isEmpty else { return nil }
    let (logits, labels) = try logits(model, objects, specification)
    return ClassifierReport(
      logits: logits, classes: specification.classes.count, labels: labels,
      temperature: temperature)
  }

  private func metrics(_ report: ClassifierReport, classes: [String]) -> [String: Double] {
    var result = [
      "accuracy": report.confusion.accuracy,
      "balanced-accuracy": report.confusion.balancedAccuracy,
      "nll": report.negativeLogLikelihood, "brier": report.brier, "ece": report.calibrationError,
    ]
    for (index, name) in classes.enumerated() where report.confusion.count(of: index) > 0 {
      result["recall \(name)"] = report.confusion.recall(index)
    }
    return result.filter { $0.value.isFinite }
  }
}
