import OrreryKit

/// Small images of horizontal, vertical and diagonal bars in noise, and what learns them.
struct Toy {
  static let size = 12
  static let classes = 3

  /// One image, the same for the same index.
  static func image(_ index: Int) -> [Float] {
    var random = RandomStream(seed: 77, key: "\(index)", purpose: "toy")
    let label = index % classes
    let offset = 3 + Int(random.uniform(0, 6))
    return (0..<size * size).map { place in
      let (row, column) = (place / size, place % size)
      let distance = label == 0 ? row - offset : label == 1 ? column - offset : row - column
      return Float(0.7 * random.normal()) + (abs(distance) <= 1 ? 1.5 : 0)
    }
  }

  static func loader(
    _ sampler: Sampler, from first: Int, threads: Int = 2
  ) -> DataLoader<LabelledBatch> {
    DataLoader(sampler, batchSize: 16, seed: 21, threads: threads) { plan in
      let indices = plan.indices.map { $0 + first }
      return LabelledBatch(
        inputs: Tensor(
          indices.flatMap(image), shape: [indices.count, 1, size, size]),
        labels: indices.map { $0 % classes })
    }
  }

  struct Model: Layer {
    let features: Sequential
    let head: Linear

    init(seed: UInt64 = 1) {
      var random = RandomStream(seed: seed)
      features = Sequential(
        Conv2d(
          inputChannels: 1, outputChannels: 6, kernelSize: 3, padding: 1, hasBias: false,
          random: &random),
        BatchNorm2d(channels: 6), ReLU(), MaxPool2d(kernelSize: 2),
        Conv2d(inputChannels: 6, outputChannels: 8, kernelSize: 3, random: &random), ReLU(),
        GlobalAveragePool2d(), Dropout(0.1))
      head = Linear(inputs: 8, outputs: Toy.classes, random: &random)
    }

    func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
      head(features(input, &pass))
    }
  }

  /// A training with every kind of memory: momentum, plateau, average, dropout, best weights.
  static func trainer(
    epochs: Int, model: Model = Model(), optimizer: (any Optimizer)? = nil,
    schedule: any Schedule = ReduceOnPlateau(factor: 0.5, patience: 0, threshold: 0.2),
    objects: Int = 64, settings: ((inout TrainingSettings) -> Void)? = nil
  ) -> Trainer<LabelledBatch> {
    var all = TrainingSettings(
      epochs: epochs, seed: 5, monitor: .balancedAccuracy, gradientLimit: 5, averageDecay: 0.9)
    settings?(&all)
    return Trainer(
      classifier: model, optimizer: optimizer ?? Adam(model, learningRate: 0.02),
      schedule: schedule, loss: CrossEntropy(labelSmoothing: 0.05),
      training: loader(.shuffled(objects), from: 0),
      validation: loader(.sequential(30), from: 10_000), settings: all
    ) { model($0, &$1) }
  }
}
