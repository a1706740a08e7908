/// The batches of one epoch, in order; preparation stops when this is let go.
public final class BatchSequence<Batch: Sendable>: Sendable {
  private let queue: BatchQueue<Batch>
  private let isThreaded: Bool

  init(
    _ plans: [BatchPlan], threads: Int, depth: Int,
    make: @escaping @Sendable (BatchPlan) throws -> Batch
  ) {
    queue = BatchQueue(plans, depth: depth, make: make)
    isThreaded = threads > 0 && plans.count > 0
    for _ in 0..<min(threads, plans.count) { queue.startThread() }
  }

  deinit { queue.cancel() }

  /// The next batch, `nil` after the last one.
  /// - Throws: what making this batch threw; the sequence ends there.
  public func next() throws -> Batch? {
    try isThreaded ? queue.take() : queue.makeNext()
  }
}
