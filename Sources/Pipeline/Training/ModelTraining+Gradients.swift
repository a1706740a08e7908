import OrreryKit

extension ModelTraining {
  /// What trains the model; `nil` where it does not learn by gradients.
  func trainer(
    of model: any Architecture, _ set: TrainingSet, _ specification: ModelSpecification
  ) -> (any GradientTraining)? {
    if let classifier = model as? any Classifier { return trainer(classifier, set, specification) }
    if let supervised = model as? any Supervised, recipe.loss != nil {
      return trainer(comparing: supervised, set)
    }
    if let trainable = model as? any Trainable { return trainer(trainable, set) }
    return nil
  }

  /// A classifier learns by the recipe's loss.
  private func trainer<Model: Classifier>(
    _ model: Model, _ set: TrainingSet, _ specification: ModelSpecification
  ) -> any GradientTraining {
    let classes = recipe.classes
    let loss = lossFunction(set)
    return trainer(model, set) { members in
      try LabelledInputs(members, classes: classes, encode: model.inputs)
    } step: { batch, pass in
      let logits = model.logits(model.features(batch.inputs, &pass), &pass)
      let labels = batch.labels
      precondition(
        logits.shape == [labels.count, classes.count],
        "\(Model.info.name): logits \(logits.shape) of \(labels.count) objects")
      let comparison = Comparison(.classes, output: logits, target: batch.targets)
      return StepOutcome(
        loss: loss(comparison), count: labels.count, logits: logits, labels: labels)
    }
  }

  /// A network that is compared with targets learns by the recipe's loss too.
  private func trainer<Model: Supervised>(
    comparing model: Model, _ set: TrainingSet
  ) -> any GradientTraining {
    let loss = lossFunction(set)
    return trainer(model, set) {
      try model.batch($0)
    } step: {
      try model.loss(of: $0, by: loss, &$1)
    }
  }

  /// The recipe's loss, or the standard one.
  private func lossFunction(_ set: TrainingSet) -> @Sendable (Comparison) -> Tensor {
    guard let loss = recipe.loss else { return { $0.standardLoss } }
    let classes = recipe.classes
    return loss.function(
      labels: set[.train].map { $0.label(among: classes) ?? 0 }, classes: classes.count,
      balance: recipe.balance)
  }

  /// Any other model brings its own loss.
  private func trainer<Model: Trainable>(
    _ model: Model, _ set: TrainingSet
  ) -> any GradientTraining {
    trainer(model, set) {
      try model.batch($0)
    } step: {
      try model.loss(of: $0, &$1)
    }
  }

  private func trainer<Model: Architecture, Batch: Sendable>(
    _ model: Model, _ set: TrainingSet,
    batch: @escaping @Sendable ([SkyObject]) throws -> Batch,
    step: @escaping (Batch, inout Pass) throws -> StepOutcome
  ) -> any GradientTraining {
    let training = loader(set[.train], augmented: true, batch)
    var trainer = Trainer(
      model: model.module, optimizer: recipe.optimizer.optimizer(of: model.module),
      schedule: recipe.schedule(batches: training.stepsPerEpoch), training: training,
      validation: set[.validation].isEmpty
        ? nil : loader(set[.validation], augmented: false, batch),
      settings: recipe.trainingSettings, evaluate: step)
    let metrics = RecipeMetrics(recipe)
    if !metrics.isEmpty {
      trainer.measureValidation = { try metrics.values(of: model, set[.validation]) }
    }
    return trainer
  }

  /// Batches of prepared objects; with `augmented` each is changed anew in every epoch.
  private func loader<Batch: Sendable>(
    _ objects: [SkyObject], augmented: Bool,
    _ batch: @escaping @Sendable ([SkyObject]) throws -> Batch
  ) -> DataLoader<Batch> {
    let stages = augmented ? recipe.augment.map(\.stage) : []
    let sampler: Sampler =
      !augmented
      ? .sequential(objects.count)
      : .balanced(
        labels: objects.map { $0.label(among: recipe.classes) ?? 0 }, exponent: recipe.balance)
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
      return try batch(members)
    }
  }
}
