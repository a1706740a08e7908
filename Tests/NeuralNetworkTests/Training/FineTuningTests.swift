import OrreryKit
import Testing

@Suite("Frozen bodies, gathered gradients, measured statistics")
struct FineTuningTests {
  @Test("A frozen body stays bit for bit while its head learns: weights, statistics, averages")
  func frozenBody() throws {
    let model = Toy.Model()
    model.features.setTrainable(false)
    let before = model.stateDictionary()
    var trainer = Toy.trainer(
      epochs: 2, model: model,
      optimizer: Adam([
        ParameterGroup(model, learningRate: 1) { $0.hasPrefix("features.") },
        ParameterGroup(model, learningRate: 0.05) { $0.hasPrefix("head.") },
      ]))
    _ = try trainer.run()
    for (name, tensor) in model.stateDictionary() {
      #expect((tensor == before[name]) == name.hasPrefix("features."), "\(name)")
    }
    #expect(before.keys.contains("features.1.running_mean"))
  }

  @Test("A body with a small rate moves less than its new head")
  func discriminativeRates() throws {
    let model = Toy.Model()
    let before = model.namedParameters.map(\.parameter.value)
    var trainer = Toy.trainer(
      epochs: 1, model: model,
      optimizer: Adam([
        ParameterGroup(model, learningRate: 1e-4) { $0.hasPrefix("features.") },
        ParameterGroup(model, learningRate: 1e-2) { $0.hasPrefix("head.") },
      ]), schedule: ConstantRate()
    ) { $0.averageDecay = nil }
    _ = try trainer.run()
    for (named, old) in zip(model.namedParameters, before) {
      let change = (named.parameter.value - old).abs().max().item
      // Adam's steps are as long as the rate, at most; 4 steps.
      #expect(change > 0 && (change < 5e-4) == named.name.hasPrefix("features."), "\(named.name)")
    }
  }

  /// A network without statistics of the batch and without chance.
  struct Plain: Layer {
    let body: Sequential

    init() {
      var random = RandomStream(seed: 3)
      body = Sequential(
        Flatten(), Linear(inputs: 144, outputs: 8, random: &random), Tanh(),
        Linear(inputs: 8, outputs: 3, random: &random))
    }

    func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor { body(input, &pass) }
  }

  @Test(
    "Gathered gradients of small batches are those of a large one, also when the last is smaller",
    arguments: [(4, 4, 32), (3, 4, 26)])
  func accumulation(batch: Int, parts: Int, objects: Int) throws {
    func train(_ batchSize: Int, _ accumulation: Int) throws -> (StateDictionary, [Double]) {
      let model = Plain()
      var losses: [Double] = []
      var trainer = Trainer(
        classifier: model, optimizer: SGD(model, learningRate: 0.1, momentum: 0.9),
        training: DataLoader(.shuffled(objects), batchSize: batchSize, seed: 2) { plan in
          LabelledBatch(
            inputs: Tensor(
              plan.indices.flatMap(Toy.image), shape: [plan.indices.count, 1, 12, 12]),
            labels: plan.indices.map { $0 % 3 })
        },
        settings: TrainingSettings(epochs: 2, gradientLimit: 0.5, accumulation: accumulation)
      ) { model($0, &$1) }
      _ = try trainer.run { event in
        if case .step(_, _, _, let loss, _) = event { losses.append(loss) }
      }
      return (model.stateDictionary(), losses)
    }
    let (large, largeLosses) = try train(batch * parts, 1)
    let (small, smallLosses) = try train(batch, parts)
    #expect(smallLosses.count == largeLosses.count && smallLosses.count >= 4)
    for (own, other) in zip(smallLosses, largeLosses) { #expect(abs(own - other) < 1e-6) }
    for (name, tensor) in large {
      let expected = Tensor(try #require(tensor.floats), shape: tensor.shape)
      let own = Tensor(try #require(small[name]?.floats), shape: tensor.shape)
      expectClose(own, expected, tolerance: 1e-6, "\(name)")
    }
  }

  @Test("Measured statistics are the plain mean over the batches; frozen ones stay")
  func measuring() throws {
    let norm = BatchNorm2d(channels: 1, momentum: 0.3)
    norm.runningMean.value = Tensor([.nan], shape: [1])
    norm.numBatchesTracked.value = 7
    let flat = BatchNorm1d(channels: 1)
    let frozen = BatchNorm2d(channels: 1)
    frozen.setTrainable(false)
    let model = Sequential(norm, flat, frozen)
    let batches: [[Float]] = [[0, 2], [5, 5], [1, 9]]
    let loader = DataLoader(.sequential(3), batchSize: 1) { plan in
      Tensor(batches[plan.indices[0]], shape: [2, 1])
    }
    try model.measureStatistics(of: loader.batches(epoch: 0)) { batch, pass in
      #expect(!pass.isDropping)
      _ = model(batch, &pass)
    }
    expectClose(norm.runningMean.value, Tensor([11.0 / 3], shape: [1]))
    expectClose(norm.runningVar.value, Tensor([(2.0 + 0 + 32) / 3], shape: [1]))
    #expect(norm.numBatchesTracked.value == 3)
    #expect(model.stateDictionary()["1.num_batches_tracked"]?.integers == [3])
    #expect(frozen.runningMean.value == .zeros([1]) && frozen.numBatchesTracked.value == 0)
  }

  /// All objects in one batch, so that losses depend on the weights alone; `contradicting`, each
  /// image comes under two labels.
  static func whole(_ model: Plain, contradicting: Bool = false) -> Trainer<LabelledBatch> {
    let images = Tensor(
      (0..<24).flatMap { Toy.image(contradicting ? $0 / 2 : $0) }, shape: [24, 1, 12, 12])
    return Trainer(
      classifier: model, optimizer: SGD(model, learningRate: 0.1, momentum: 0.5),
      training: DataLoader(.sequential(24), batchSize: 24) { _ in
        LabelledBatch(inputs: images, labels: (0..<24).map { $0 % 3 })
      }, settings: TrainingSettings(epochs: 3, averageDecay: 0.9)
    ) { model($0, &$1) }
  }

  @Test("The curve of learning rates rises by one factor, falls in loss, and leaves no trace")
  func learningRates() throws {
    let model = Plain()
    let before = model.stateDictionary()
    var trainer = Self.whole(model)
    let curve = try trainer.learningRateCurve(from: 1e-4, to: 1000, steps: 40)
    #expect(model.stateDictionary() == before)
    #expect(model.parameters.allSatisfy { $0.gradient == nil })
    #expect(trainer.optimizer.state().isEmpty)
    let rates = curve.points.map(\.rate)
    #expect(abs(rates[0] - 1e-4) < 1e-14 && rates.count > 20)
    for (rate, next) in zip(rates, rates.dropFirst()) {
      #expect(abs(next / rate - 1.511775) < 1e-5)  // 10^(7/39)
    }
    let steepest = try #require(curve.steepest)
    #expect(steepest > 0.01 && steepest < 10)
    let lowest = try #require(curve.points.map(\.smoothLoss).min())
    #expect(lowest < 0.8 * curve.points[0].smoothLoss)
    // It ends where the loss is lost.
    let hopeless = try Self.whole(model, contradicting: true)
      .learningRateCurve(from: 1e-4, to: 1e30, steps: 40)
    #expect(hopeless.points.count < 40)
    #expect(model.stateDictionary() == before)
    // The training is that of a trainer that never looked.
    let result = try trainer.run()
    let other = Plain()
    var straight = Self.whole(other)
    #expect(try straight.run().history == result.history)
    #expect(other.stateDictionary() == model.stateDictionary())
  }

  @Test("A loss that never falls has no steepest rate")
  func flatCurve() {
    let points = (0..<12).map {
      LearningRateCurve.Point(rate: Double($0 + 1), loss: 1, smoothLoss: 1 + Double($0))
    }
    #expect(LearningRateCurve(points: points).steepest == nil)
    #expect(LearningRateCurve(points: []).steepest == nil)
    let falling = points.map {
      LearningRateCurve.Point(rate: $0.rate, loss: 1, smoothLoss: $0.rate < 6 ? 1 : 0)
    }
    #expect(LearningRateCurve(points: falling).steepest == 6)
  }
}
