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

  struct Broken: Error {}

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
