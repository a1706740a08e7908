import Dispatch
import OrreryKit

/// Runs `body(0)` … `body(count - 1)`, on several threads where `Compute.threads` allows it.
///
/// A result may depend on the piece's number only, so that it is the same for any number of threads.
func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
  if Compute.threads > 1, count > 1 {
    DispatchQueue.concurrentPerform(iterations: count, execute: body)
  } else {
    for index in 0..<count { body(index) }
  }
}

/// What `body` gives for 0 up to `count`, in order.
func concurrentMap<Output: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Output
) -> [Output] {
  [Output](unsafeUninitializedCapacity: count) { results, initialized in
    // Each piece writes its own place.
    nonisolated(unsafe) let start = results.baseAddress
    concurrently(count) { index in
      if let start { (start + index).initialize(to: body(index)) }
    }
    initialized = count
  }
}
