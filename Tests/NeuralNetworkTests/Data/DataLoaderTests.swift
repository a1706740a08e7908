import Foundation
import OrreryKit
import Synchronization
import Testing

@Suite("Data loading")
struct DataLoaderTests {
  /// Indices of a batch and one random number for each.
  struct Batch: Sendable, Equatable {
    var indices: [Int]
    var numbers: [UInt64]
  }

  static func loader(threads: Int, queueDepth: Int = 3) -> DataLoader<Batch> {
    DataLoader(
      .shuffled(50), batchSize: 7, seed: 11, threads: threads, queueDepth: queueDepth
    ) { plan in
      if plan.step % 3 == 0 { Thread.sleep(forTimeInterval: 0.002) }  // finish out of order
      return Batch(
        indices: plan.indices,
        numbers: plan.indices.indices.map {
          var random = plan.random(at: $0)
          return random.next()
        })
    }
  }

  static func all(_ loader: DataLoader<Batch>, epoch: Int, from step: Int = 0) throws -> [Batch] {
    let batches = loader.batches(epoch: epoch, from: step)
    var result: [Batch] = []
    while let batch = try batches.next() { result.append(batch) }
    return result
  }

  @Test("Batches are the same for every number of threads and length of the queue")
  func threads() throws {
    let expected = try Self.all(Self.loader(threads: 0), epoch: 2)
    #expect(expected.count == 8)
    #expect(expected.flatMap(\.indices).sorted() == Array(0..<50))
    #expect(Set(expected.flatMap(\.numbers)).count == 50)
    for threads in [1, 2, 5, 20] {
      for depth in [1, 4] {
        #expect(
          try Self.all(Self.loader(threads: threads, queueDepth: depth), epoch: 2) == expected)
      }
    }
  }

  @Test("Epochs differ, and an epoch can go on from any step")
  func epochs() throws {
    let loader = Self.loader(threads: 2)
    let epoch = try Self.all(loader, epoch: 0)
    #expect(try Self.all(loader, epoch: 1) != epoch)
    for step in 0...9 {
      #expect(try Self.all(loader, epoch: 0, from: step) == Array(epoch.dropFirst(step)))
    }
  }

  @Test("Balanced sampling gives every class equally often and uses all objects of small ones")
  func balance() {
    let labels = [Int](repeating: 0, count: 90) + [Int](repeating: 2, count: 10)
    let sampler = Sampler.balanced(labels: labels)
    let order = sampler.order(seed: 1, epoch: 0)
    #expect(order.count == 100)
    #expect(order.count { labels[$0] == 0 } == 50)
    #expect(Set(order.filter { labels[$0] == 0 }).count == 50)
    for index in 90..<100 { #expect(order.count { $0 == index } == 5) }
    #expect(order != sampler.order(seed: 1, epoch: 1))
    #expect(order == sampler.order(seed: 1, epoch: 0))
    #expect(Sampler.balanced(labels: []).order(seed: 1, epoch: 0) == [])
    #expect(Sampler.balanced(labels: labels, count: 5).order(seed: 1, epoch: 0).count == 5)
  }

  @Test("Every order of a shuffle is equally likely")
  func shuffle() {
    var counts: [[Int]: Int] = [:]
    for epoch in 0..<2400 {
      counts[Sampler.shuffled(3).order(seed: 5, epoch: epoch), default: 0] += 1
    }
    #expect(counts.count == 6)
    // Chi-squared of 5 degrees of freedom: 20.5 has a chance of 1 in 1000.
    let chi = counts.values.reduce(0.0) { $0 + pow(Double($1) - 400, 2) / 400 }
    #expect(chi < 20.5)
  }

  @Test("An incomplete batch is kept or left out as told")
  func incomplete() {
    func steps(_ drops: Bool, _ count: Int) -> Int {
      DataLoader(.sequential(count), batchSize: 4, dropsIncompleteBatch: drops) { _ in 0 }
        .stepsPerEpoch
    }
    #expect(steps(false, 10) == 3 && steps(true, 10) == 2 && steps(false, 0) == 0)
    #expect(steps(false, 8) == 2 && steps(true, 8) == 2)
  }

  @Test("The next batch is made while the present one is in use, with operations on one thread")
  func overlap() throws {
    let made = DispatchSemaphore(value: 0)
    let loader = DataLoader(.sequential(3), batchSize: 1, threads: 1, queueDepth: 1) { plan in
      if plan.step == 1 { made.signal() }
      return Compute.threads
    }
    let batches = loader.batches(epoch: 0)
    #expect(try batches.next() == 1)
    // Nobody has asked for batch 1 yet.
    #expect(made.wait(timeout: .now() + 10) == .success)
  }

  struct Broken: Error {}

  @Test("An error in making a batch ends the training with that error", arguments: [0, 2])
  func errorInTraining(threads: Int) throws {
    let model = Toy.Model()
    var trainer = Trainer(
      classifier: model, optimizer: SGD(model, learningRate: 0.1),
      training: DataLoader(.sequential(6), batchSize: 2, threads: threads) { plan in
        if plan.step == 2 { throw Broken() }
        return LabelledBatch(inputs: .zeros([2, 1, 12, 12]), labels: [0, 1])
      }, settings: TrainingSettings(epochs: 1)
    ) { model($0, &$1) }
    var steps = 0
    #expect(throws: Broken.self) {
      try trainer.run { event in if case .step = event { steps += 1 } }
    }
    #expect(steps == 2)
  }

  @Test(
    "An error arrives at its batch, after the good ones, and ends the sequence", arguments: [0, 3])
  func errors(threads: Int) throws {
    let loader = DataLoader(.sequential(10), batchSize: 1, threads: threads) { plan in
      if plan.step == 4 { throw Broken() }
      return plan.step
    }
    let batches = loader.batches(epoch: 0)
    for step in 0..<4 { #expect(try batches.next() == step) }
    #expect(throws: Broken.self) { try batches.next() }
    #expect(try batches.next() == nil)
  }

  @Test("No more batches wait than the queue holds, and a forgotten sequence stops the threads")
  func bounds() throws {
    final class Count: Sendable { let value = Atomic<Int>(0) }
    let made = Count()
    do {
      let loader = DataLoader(.sequential(1000), batchSize: 1, threads: 2, queueDepth: 3) { _ in
        made.value.add(1, ordering: .relaxed)
      }
      let batches = loader.batches(epoch: 0)
      _ = try batches.next()
      Thread.sleep(forTimeInterval: 0.05)
      #expect(made.value.load(ordering: .relaxed) <= 4)
    }
    Thread.sleep(forTimeInterval: 0.02)
    let count = made.value.load(ordering: .relaxed)
    Thread.sleep(forTimeInterval: 0.02)
    #expect(made.value.load(ordering: .relaxed) == count && count <= 6)
  }
}
