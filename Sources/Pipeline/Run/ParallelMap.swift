import Dispatch
import Synchronization

/// `transform` of every number below `count`, on several threads; results stand in order.
///
/// For code that cannot wait asynchronously; `concurrentMap` is its twin for code that can.
package func parallelMap<Output: Sendable>(
  _ count: Int, threads: Int, _ transform: @Sendable (Int) -> Output
) -> [Output] {
  guard threads > 1, count > 1 else { return (0..<count).map(transform) }
  let results = Mutex([Output?](repeating: nil, count: count))
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let output = transform(index)
      results.withLock { $0[index] = output }
    }
  }
  return results.withLock { $0.compactMap { $0 } }
}
