import Foundation
import OrreryKit
import Testing

@Suite("Training")
struct TrainerTests {
  @Test("A small network learns to tell bars from bars")
  func learning() throws {
    let model = Toy.Model()
    var trainer = Toy.trainer(
      epochs: 6, model: model, schedule: OneCycle(total: 6 * 12), objects: 192)
    let result = try trainer.run()
    let best = try #require(result.bestEpoch)
    #expect(result.end == .finished && result.history.count == 6)
    #expect(try #require(result.history[best].validation?.accuracy) >= 0.9)
    #expect(try #require(result.history.last?.training.loss) < result.history[0].training.loss)
    #expect(result.history[best].validation?.count == 30)
    #expect(result.history[best].isBest)
  }

  /// Everything that must not depend on interruptions.
  struct Outcome: Equatable {
    var weights: StateDictionary
    var optimizer: StateDictionary
    var history: [EpochRecord]
    var bestEpoch: Int?
  }

  /// Runs three epochs of four steps, stopped after some of the steps and resumed from the file.
  static func train(
    stoppingAfter stops: Set<Int>, checkpoint path: String, accumulation: Int = 1,
    precision: Precision = .float32
  ) throws -> Outcome {
    var steps = 0
    while true {
      let model = Toy.Model()
      let stop = StopFlag()
      var trainer = Toy.trainer(epochs: 3, model: model) {
        $0.accumulation = accumulation
        $0.precision = precision
      }
      let result = try trainer.run(checkpoint: path, stop: stop) { event in
        if case .step = event {
          steps += 1
          if stops.contains(steps) { stop.request() }
        }
      }
      if result.end != .interrupted {
        return Outcome(
          weights: model.stateDictionary(), optimizer: trainer.optimizer.state(),
          history: result.history, bestEpoch: result.bestEpoch)
      }
    }
  }

  @Test("A training that was stopped and resumed ends with the same bits")
  func resume() throws {
    let folder = try TemporaryFolder()
    let straight = try Self.train(stoppingAfter: [], checkpoint: folder.path("straight"))
    #expect(straight.history.count == 3)
    for (name, stops) in [("a", [1]), ("b", [4]), ("c", [2, 3, 7, 8, 12])] as [(String, Set<Int>)] {
      #expect(try Self.train(stoppingAfter: stops, checkpoint: folder.path(name)) == straight)
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: folder.path(name)))
          == Data(contentsOf: URL(fileURLWithPath: folder.path("straight"))),
        "the last checkpoints are the same bytes")
    }
    #expect(try Self.train(stoppingAfter: [], checkpoint: folder.path("straight")) == straight)
  }

  @Test(
    "So does one that gathers the gradients of several batches, stopped in the middle of epochs")
  func resumeAccumulation() throws {
    let folder = try TemporaryFolder()
    func train(_ name: String, _ stops: Set<Int>) throws -> Outcome {
      try Self.train(stoppingAfter: stops, checkpoint: folder.path(name), accumulation: 3)
    }
    let straight = try train("straight", [])  // 4 batches: steps of 3 and of 1
    #expect(try train("stopped", [1, 4]) == straight)
    #expect(straight != (try Self.train(stoppingAfter: [], checkpoint: folder.path("other"))))
  }

  @Test("So does one of mixed precision, on one thread or two; its weights are others")
  func resumeMixedPrecision() throws {
    let folder = try TemporaryFolder()
    func train(_ name: String, _ stops: Set<Int>, _ precision: Precision) throws -> Outcome {
      try Self.train(stoppingAfter: stops, checkpoint: folder.path(name), precision: precision)
    }
    let straight = try Compute.withThreads(2) { try train("straight", [], .bfloat16) }
    #expect(try Compute.withThreads(1) { try train("stopped", [1, 5], .bfloat16) } == straight)
    #expect(try train("exact", [], .float32).weights != straight.weights)
    #expect(throws: DataError.self) { try train("straight", [], .float32) }
  }

  @Test("A damaged checkpoint gives way to the one before, with a warning, and the same end")
  func damage() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("checkpoint")
    let straight = try Self.train(stoppingAfter: [], checkpoint: path)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for damage in 0..<3 {
      switch damage {
      case 0: bytes[bytes.count - 5] ^= 4
      case 1: bytes = bytes.prefix(bytes.count / 2)
      default: bytes = Data()
      }
      try bytes.write(to: URL(fileURLWithPath: path))
      let model = Toy.Model()
      var trainer = Toy.trainer(epochs: 3, model: model)
      var warnings: [String] = []
      var resumedEpoch: Int?
      let result = try trainer.run(checkpoint: path) { event in
        if case .warning(let text) = event { warnings.append(text) }
        if case .resumed(let epoch, _) = event { resumedEpoch = epoch }
      }
      #expect(warnings.count == 1 && warnings[0].hasPrefix(path + ": "))
      #expect(resumedEpoch == 2)
      #expect(model.stateDictionary() == straight.weights)
      #expect(result.history == straight.history)
      bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    }
    // Both damaged: refused.
    try Data("{}".utf8).write(to: URL(fileURLWithPath: path))
    try Data("{}".utf8).write(to: URL(fileURLWithPath: path + ".previous"))
    var trainer = Toy.trainer(epochs: 3)
    #expect(throws: DataError.self) { try trainer.run(checkpoint: path) }
    #expect(try trainer.run(checkpoint: path, resumes: false).end == .finished)
  }

  @Test("A checkpoint of another training is refused and changes nothing")
  func foreign() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("checkpoint")
    _ = try Self.train(stoppingAfter: [], checkpoint: path)
    let model = Toy.Model(seed: 2)
    let before = model.stateDictionary()
    var trainer = Toy.trainer(epochs: 3, model: model) { $0.seed = 6 }
    let error = try #require(throws: DataError.self) { try trainer.run(checkpoint: path) }
    #expect(error.code == .mismatch && error.file == path)
    #expect(error.reason.contains("(seed changed)"))
    var edited = Toy.trainer(epochs: 3, model: model) { $0.configuration = "another recipe" }
    let change = try #require(throws: DataError.self) { try edited.run(checkpoint: path) }
    #expect(change.reason.contains("(recipe changed)"))
    var other = Toy.trainer(epochs: 3, model: model, optimizer: SGD(model, learningRate: 1))
    #expect(throws: DataError.self) { try other.run(checkpoint: path) }
    #expect(model.stateDictionary() == before)
  }

  @Test("Training stops when nothing improves, with the weights of the best epoch")
  func patience() throws {
    let model = Toy.Model()
    // A rate of 0: only the running statistics move, so the first epoch may improve at chance.
    var trainer = Toy.trainer(
      epochs: 50, model: model, optimizer: SGD(model, learningRate: 0), schedule: ConstantRate()
    ) {
      $0.patience = 2
      $0.averageDecay = nil
      $0.monitor = .accuracy
    }
    var best: StateDictionary?
    let result = try trainer.run { event in
      if case .epoch(let record) = event, record.isBest { best = model.stateDictionary() }
    }
    #expect(result.end == .stoppedEarly)
    #expect(result.history.count < 50)
    #expect(try #require(result.bestEpoch) == result.history.count - 3)
    #expect(model.stateDictionary() == best)
  }

  @Test(
    "A figure of the whole validation chooses the best epoch, by its direction",
    arguments: [(false, 2), (true, 1)])
  func figure(isBetterWhenLower: Bool, best: Int) throws {
    let model = Toy.Model()
    var trainer = Toy.trainer(epochs: 4, model: model) {
      $0.figure = MonitoredFigure("area", isBetterWhenLower: isBetterWhenLower)
    }
    var figures = [0.5, 0.2, 0.9, .nan]
    trainer.measureValidation = { ["area": figures.removeFirst()] }
    let result = try trainer.run()
    #expect(result.bestEpoch == best)
    #expect(
      result.history.map { $0.validation?.metrics["area"] } == [0.5, 0.2, 0.9, nil])
    #expect(result.history.allSatisfy { $0.training.metrics.isEmpty })
    // A record can be written as JSON: what is not a number is not in it.
    _ = try JSONEncoder().encode(result.history)
  }

  @Test("A training that diverges says where, and gives back its best weights")
  func divergence() throws {
    let model = Toy.Model()
    var trainer = Toy.trainer(epochs: 3, model: model, schedule: Explosion()) {
      $0.gradientLimit = nil
      $0.averageDecay = nil
    }
    var best: StateDictionary?
    let error = try #require(throws: TrainingDiverged.self) {
      try trainer.run { event in
        if case .epoch = event { best = model.stateDictionary() }
      }
    }
    #expect(error.epoch >= 1)
    #expect(error.description.contains("epoch \(error.epoch + 1)"))
    #expect(model.stateDictionary() == best)
  }

  /// A rate without measure from the second epoch on.
  struct Explosion: Schedule {
    var unit: ScheduleUnit { .epoch }
    func factor(at count: Int) -> Double { count == 0 ? 1 : 1e38 }
  }

  @Test("The number of loading threads does not change a bit")
  func threads() throws {
    func weights(_ threads: Int) throws -> StateDictionary {
      let model = Toy.Model()
      var trainer = Trainer(
        classifier: model, optimizer: SGD(model, learningRate: 0.1),
        training: Toy.loader(.balanced(labels: (0..<40).map { $0 % 3 }), from: 0, threads: threads),
        settings: TrainingSettings(epochs: 1)
      ) { model($0, &$1) }
      _ = try trainer.run()
      return model.stateDictionary()
    }
    let expected = try weights(0)
    #expect(try weights(1) == expected)
    #expect(try weights(3) == expected)
  }
}
