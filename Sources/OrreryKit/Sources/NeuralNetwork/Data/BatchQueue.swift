internal import Foundation
internal import TensorCore

/// Batches under way: threads make them in any order, one consumer takes them in order.
///
/// The threads hold this and not the sequence, so that a forgotten sequence ends them.
final class BatchQueue<Batch: Sendable>: @unchecked Sendable {
  private let plans: [BatchPlan]
  private let depth: Int
  private let make: @Sendable (BatchPlan) throws -> Batch
  private let condition = NSCondition()
  // Guarded by the condition.
  private var ready: [Int: Result<Batch, any Error>] = [:]
  private var started = 0
  private var taken = 0
  private var isCancelled = false

  init(
    _ plans: [BatchPlan], depth: Int, make: @escaping @Sendable (BatchPlan) throws -> Batch
  ) {
    self.plans = plans
    self.depth = depth
    self.make = make
  }

  func startThread() {
    // Tensor operations stay on this thread: the others belong to the training.
    let thread = Thread { Compute.withThreads(1) { self.work() } }
    thread.stackSize = 8 << 20  // decoding and augmentation run here: as much as the main thread
    thread.name = "batches"
    thread.start()
  }

  /// Waits for the next batch.
  func take() throws -> Batch? {
    condition.lock()
    defer { condition.unlock() }
    guard taken < plans.count, !isCancelled else { return nil }
    while ready[taken] == nil { condition.wait() }
    guard let result = ready.removeValue(forKey: taken) else { return nil }
    taken += 1
    if case .failure = result { isCancelled = true }
    condition.broadcast()
    return try result.get()
  }

  /// Makes the next batch here and now.
  func makeNext() throws -> Batch? {
    guard taken < plans.count, !isCancelled else { return nil }
    defer { taken += 1 }
    do {
      return try make(plans[taken])
    } catch {
      isCancelled = true
      throw error
    }
  }

  func cancel() {
    condition.lock()
    isCancelled = true
    condition.broadcast()
    condition.unlock()
  }

  private func work() {
    while let index = nextToMake() {
      let result = Result { try make(plans[index]) }
      condition.lock()
      ready[index] = result
      condition.broadcast()
      condition.unlock()
    }
  }

  /// The place of the next batch to make, once there is room for it; `nil` when all are made.
  private func nextToMake() -> Int? {
    condition.lock()
    defer { condition.unlock() }
    while started < plans.count, !isCancelled, started >= taken + depth { condition.wait() }
    guard started < plans.count, !isCancelled else { return nil }
    defer { started += 1 }
    return started
  }
}
