/// Batches of an epoch, prepared ahead on background threads.
///
/// The batches depend on the sampler, the seed and the epoch alone: their order and content are the
/// same for any number of threads.
///
///     let loader = DataLoader(.shuffled(images.count), batchSize: 32, seed: 7) { plan in
///       stack(plan.indices.map { images[$0] })
///     }
///     let batches = loader.batches(epoch: 0)
///     while let batch = try batches.next() { … }
public struct DataLoader<Batch: Sendable>: Sendable {
  public let sampler: Sampler
  public let batchSize: Int
  /// Whether the last, smaller batch is left out.
  public let dropsIncompleteBatch: Bool
  public let seed: UInt64
  /// Background threads; with 0 each batch is made when it is asked for.
  public let threads: Int
  /// Batches that may wait ready.
  public let queueDepth: Int
  private let makeBatch: @Sendable (BatchPlan) throws -> Batch

  /// - Parameter makeBatch: called on background threads, several at a time.
  public init(
    _ sampler: Sampler, batchSize: Int, dropsIncompleteBatch: Bool = false, seed: UInt64 = 0,
    threads: Int = 1, queueDepth: Int = 4,
    makeBatch: @escaping @Sendable (BatchPlan) throws -> Batch
  ) {
    precondition(
      batchSize >= 1 && threads >= 0 && queueDepth >= 1,
      "DataLoader: batches of \(batchSize), \(threads) threads, queue of \(queueDepth)")
    self.sampler = sampler
    self.batchSize = batchSize
    self.dropsIncompleteBatch = dropsIncompleteBatch
    self.seed = seed
    self.threads = threads
    self.queueDepth = queueDepth
    self.makeBatch = makeBatch
  }

  /// Batches in an epoch.
  public var stepsPerEpoch: Int {
    dropsIncompleteBatch
      ? sampler.count / batchSize : (sampler.count + batchSize - 1) / batchSize
  }

  /// The batches of one epoch, from a step on (to go on after an interruption).
  public func batches(epoch: Int, from step: Int = 0) -> BatchSequence<Batch> {
    let order = sampler.order(seed: seed, epoch: epoch)
    let plans = (min(step, stepsPerEpoch)..<stepsPerEpoch).map { step in
      let start = step * batchSize
      return BatchPlan(
        seed: seed, epoch: epoch, step: step,
        indices: Array(order[start..<min(start + batchSize, order.count)]), start: start)
    }
    return BatchSequence(plans, threads: threads, depth: queueDepth, make: makeBatch)
  }
}
