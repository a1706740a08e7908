internal import TensorCore

/// Trains a model: epochs, validation, early stopping, checkpoints.
///
/// It prints nothing: `run` reports through a closure. A training that was stopped and resumed ends
/// with the same bits as one that was not.
///
///     var trainer = Trainer(
///       model: model, optimizer: Adam(model, learningRate: 1e-3), training: batches,
///       validation: others, settings: TrainingSettings(epochs: 20)
///     ) { batch, pass in
///       let logits = model(batch.inputs, &pass)
///       return StepOutcome(
///         loss: CrossEntropy()(logits, labels: batch.labels), count: batch.labels.count,
///         logits: logits, labels: batch.labels)
///     }
///     let result = try trainer.run(checkpoint: "run/checkpoint.safetensors")
///
/// To put a new head on a trained body, freeze the body; its normalisations then predict, so that
/// nothing of it changes. To tune all of it afterwards, give the body a smaller rate:
///
///     model.body.setTrainable(false)
///     let head = ParameterGroup(model, learningRate: 1e-2) { $0.hasPrefix("head.") }
///     …train with Adam([head]), then…
///     model.body.setTrainable(true)
///     let body = ParameterGroup(model, learningRate: 1e-4) { $0.hasPrefix("body.") }
///     …train with Adam([body, head])
public struct Trainer<Batch: Sendable> {
  public let model: any Module
  public internal(set) var optimizer: any Optimizer
  public internal(set) var schedule: any Schedule
  public let training: DataLoader<Batch>
  public let validation: DataLoader<Batch>?
  public let settings: TrainingSettings
  /// Figures of the whole validation, by name, asked when its batches were evaluated and with the
  /// weights that are judged: what is no mean over batches, such as an area under a curve.
  public var measureValidation: (() throws -> [String: Double])?
  private let evaluate: (Batch, inout Pass) throws -> StepOutcome
  var progress: TrainingProgress
  var average: WeightAverage?
  var best: StateDictionary?
  private var presentIsDamaged = false

  /// - Parameters:
  ///   - training: the seed of its sampler orders the objects.
  ///   - evaluate: the forward pass and the loss of a batch.
  public init(
    model: any Module, optimizer: any Optimizer, schedule: any Schedule = ConstantRate(),
    training: DataLoader<Batch>, validation: DataLoader<Batch>? = nil, settings: TrainingSettings,
    evaluate: @escaping (Batch, inout Pass) throws -> StepOutcome
  ) {
    precondition(training.stepsPerEpoch > 0, "Trainer: an epoch has no batch")
    self.model = model
    self.optimizer = optimizer
    self.schedule = schedule
    self.training = training
    self.validation = validation
    self.settings = settings
    self.evaluate = evaluate
    progress = TrainingProgress(
      TrainingProgress.Identity(
        seed: settings.seed, dataSeed: training.seed, batchSize: training.batchSize,
        objects: training.sampler.count, groups: optimizer.groups.count,
        accumulation: settings.accumulation,
        precision: settings.precision == .float32 ? nil : settings.precision.rawValue,
        configuration: settings.configuration))
    average = settings.averageDecay.map { WeightAverage(model, decay: $0) }
  }

  /// Trains to the end, or until the flag is set.
  ///
  /// Afterwards the model holds the weights of its best epoch; after an interruption the latest.
  /// - Parameters:
  ///   - path: where the checkpoint is kept, written after each epoch and when stopped.
  ///   - resumes: whether a checkpoint that is there is gone on from; otherwise it is replaced.
  /// - Throws: `DataError` for checkpoints, `TrainingDiverged`, what making a batch or measuring
  ///   threw.
  public mutating func run(
    checkpoint path: String? = nil, resumes: Bool = true, stop: StopFlag = StopFlag(),
    report: (TrainingEvent) -> Void = { _ in }
  ) throws -> TrainingResult {
    if let path, resumes { try resume(from: path, report) }
    while progress.epoch < settings.epochs, !hasLostPatience {
      guard try trainEpoch(stop, report), let scores = try validate(stop) else {
        if let path { try writeCheckpoint(path) }
        return TrainingResult(
          end: .interrupted, history: progress.history, bestEpoch: progress.bestEpoch)
      }
      report(.epoch(finishEpoch(validation: scores.validation, isBest: scores.best)))
      if let path { try writeCheckpoint(path) }
    }
    try takeBest()
    return TrainingResult(
      end: hasLostPatience ? .stoppedEarly : .finished, history: progress.history,
      bestEpoch: progress.bestEpoch)
  }

  private var hasLostPatience: Bool {
    progress.epochsWithoutImprovement >= settings.patience ?? .max
  }

  /// The rest of the present epoch.
  /// - Returns: false where the flag was set.
  private mutating func trainEpoch(_ stop: StopFlag, _ report: (TrainingEvent) -> Void) throws
    -> Bool
  {
    let batches = training.batches(epoch: progress.epoch, from: progress.step)
    while true {
      if stop.isRequested { return false }
      guard let (loss, norm) = try takeStep(batches) else { return true }
      report(
        .step(
          epoch: progress.epoch, step: progress.step, steps: training.stepsPerEpoch, loss: loss,
          gradientNorm: norm))
    }
  }

  /// One step of the optimiser with the mean gradient of as many batches as are accumulated.
  /// - Returns: `nil` where no batch was left.
  mutating func takeStep(_ batches: BatchSequence<Batch>) throws
    -> (loss: Double, norm: Double)?
  {
    optimizer.zeroGradients()
    var (scores, parts, sum, count) = (progress.scores, 0, 0.0, 0)
    while parts < settings.accumulation, let batch = try batches.next() {
      let part = parts == 0 ? "" : " part \(parts)"
      var pass = Pass.training(
        RandomStream(
          seed: settings.seed, key: "step \(progress.totalSteps)\(part)", purpose: "forward pass"))
      let outcome = try withPrecision(settings.precision) { try evaluate(batch, &pass) }
      let loss = Double(outcome.loss.item)
      guard loss.isFinite else { throw try diverged("loss") }
      // Batches of other sizes count by their objects.
      let isAlone = settings.accumulation == 1
      (isAlone ? outcome.loss : outcome.loss * Float(outcome.count)).backward()
      scores.add(outcome)
      sum += loss * Double(outcome.count)
      count += outcome.count
      parts += 1
    }
    guard parts > 0 else { return nil }
    if settings.accumulation > 1 { optimizer.scaleGradients(by: 1 / Float(max(1, count))) }
    let norm = optimizer.clipGradients(toNorm: settings.gradientLimit ?? .infinity)
    guard norm.isFinite else { throw try diverged("gradient") }
    optimizer.rateFactor = schedule.factor(
      at: schedule.unit == .step ? progress.totalSteps : progress.epoch)
    optimizer.step()
    average?.update()
    progress.scores = scores
    progress.step += parts
    progress.totalSteps += 1
    return (sum / Double(max(1, count)), norm)
  }

  private func diverged(_ quantity: String) throws -> TrainingDiverged {
    try takeBest()
    return TrainingDiverged(epoch: progress.epoch, step: progress.step, quantity: quantity)
  }

  /// Scores of the validation, with the averaged weights where there are some, and the weights if
  /// they are the best.
  /// - Returns: `nil` where the flag was set.
  private mutating func validate(_ stop: StopFlag) throws
    -> (validation: Scores?, best: Bool)?
  {
    average?.swap()
    defer { average?.swap() }
    var scores: Scores?
    if let validation {
      var sum = Scores()
      let batches = validation.batches(epoch: 0)
      while let batch = try batches.next() {
        if stop.isRequested { return nil }
        var pass = Pass.inference
        sum.add(try withoutGradient { try evaluate(batch, &pass) })
      }
      if let measureValidation {
        if stop.isRequested { return nil }
        sum.add(figures: try withoutGradient { try measureValidation() })
      }
      scores = sum
    }
    let isBest =
      settings.score(scores ?? progress.scores, epoch: progress.epoch) < progress.bestScore
    if isBest { best = model.stateDictionary() }
    return (scores, isBest)
  }

  private mutating func finishEpoch(validation: Scores?, isBest: Bool) -> EpochRecord {
    let score = settings.score(validation ?? progress.scores, epoch: progress.epoch)
    schedule.observe(score)
    if isBest {
      progress.bestScore = score
      progress.bestEpoch = progress.epoch
    }
    let record = EpochRecord(
      epoch: progress.epoch, training: progress.scores, validation: validation,
      learningRates: optimizer.groups.map { $0.learningRate * optimizer.rateFactor },
      isBest: isBest)
    progress.history.append(record)
    progress.epoch += 1
    progress.step = 0
    progress.scores = Scores()
    return record
  }

  private func takeBest() throws {
    if let best { _ = try model.load(best) }
  }

  // MARK: - Checkpoints

  private mutating func writeCheckpoint(_ path: String) throws {
    progress.scheduleState = schedule.state
    progress.rateFactor = optimizer.rateFactor
    var tensors = model.stateDictionary().prefixed(by: "model")
    func add(_ state: StateDictionary?, _ prefix: String) {
      tensors.merge(state?.prefixed(by: prefix) ?? [:]) { old, _ in old }
    }
    add(best, "best")
    add(optimizer.state(), "optimizer")
    add(average?.state(), "average")
    try Checkpoint(progress: progress, tensors: tensors)
      .write(to: path, keepsPrevious: !presentIsDamaged)
    presentIsDamaged = false
  }

  /// What makes it another training.
  private func difference(to other: TrainingProgress.Identity) -> String {
    let own = progress.identity
    let parts = [
      (own.seed == other.seed && own.dataSeed == other.dataSeed, "seed"),
      (own.batchSize == other.batchSize && own.accumulation == other.accumulation, "batch size"),
      (own.objects == other.objects, "number of objects"),
      (own.groups == other.groups, "parameter groups"),
      (own.precision == other.precision, "precision"),
      (own.configuration == other.configuration, "recipe"),
    ]
    return parts.filter { !$0.0 }.map(\.1).joined(separator: ", ") + " changed"
  }

  private mutating func resume(from path: String, _ report: (TrainingEvent) -> Void) throws {
    guard let (checkpoint, warning) = try Checkpoint.latest(at: path) else { return }
    func wrong(_ reason: String) -> DataError { DataError(.mismatch, reason, file: path) }
    guard checkpoint.progress.identity == progress.identity else {
      throw wrong(
        "the checkpoint is of another training (\(difference(to: checkpoint.progress.identity))); "
          + "choose another folder or start anew")
    }
    // Everything is read into copies first: an error leaves this training as it was.
    var (optimizer, average, schedule) = (self.optimizer, self.average, self.schedule)
    let best = checkpoint.tensors.under("best")
    do {
      try optimizer.load(checkpoint.tensors.under("optimizer"))
      try average?.load(checkpoint.tensors.under("average"))
      _ = try model.load(checkpoint.tensors.under("model"))
    } catch let error as DataError {
      throw wrong(error.reason)
    }
    schedule.state = checkpoint.progress.scheduleState
    optimizer.rateFactor = checkpoint.progress.rateFactor
    (self.optimizer, self.average, self.schedule) = (optimizer, average, schedule)
    self.best = best.isEmpty ? nil : best
    progress = checkpoint.progress
    presentIsDamaged = warning != nil
    if let warning { report(.warning(warning)) }
    report(.resumed(epoch: progress.epoch, step: progress.step))
  }
}
