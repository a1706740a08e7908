import OrreryKit

/// One training and its measure.
struct Course {
  let precision: Precision
  let seed: UInt64

  /// Random numbers of the first weights.
  var weights: RandomStream { RandomStream(seed: seed, purpose: "initial weights") }

  /// - Parameters:
  ///   - simulate: object by number, the same for every seed; training takes the first ones.
  ///   - held: how many objects behind them are kept for the score.
  func run<Network: Module>(
    _ network: Network, _ simulate: @escaping @Sendable ([Int]) -> Simulated.Batch, training: Int,
    held: Int, epochs: Int, answer: @escaping (Simulated.Batch, inout Pass) -> Tensor,
    loss: @escaping (Tensor, Simulated.Batch) -> Tensor,
    score: (Tensor, Simulated.Batch) -> Double
  ) throws -> Double {
    let loader = DataLoader(.shuffled(training), batchSize: 32, seed: seed) {
      simulate($0.indices)
    }
    var trainer = Trainer(
      model: network, optimizer: Adam(network, learningRate: 2e-3),
      schedule: OneCycle(total: epochs * loader.stepsPerEpoch), training: loader,
      settings: TrainingSettings(
        epochs: epochs, seed: seed, monitor: .last, precision: precision)
    ) { batch, pass in
      StepOutcome(loss: loss(answer(batch, &pass), batch), count: batch.inputs.shape[0])
    }
    _ = try trainer.run()
    return withoutGradient {
      var (sum, pass) = (0.0, Pass.inference)
      for first in stride(from: training, to: training + held, by: 50) {
        let batch = simulate(Array(first..<first + 50))
        sum += score(answer(batch, &pass), batch)
      }
      return sum / Double(held / 50)
    }
  }
}
