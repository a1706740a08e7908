internal import Dispatch
internal import Foundation
internal import Synchronization

/// How much of the machine the operations of the current task may use.
public enum Compute {
  /// Number of threads. Results are the same bits for every number.
  @TaskLocal public static var threads = ProcessInfo.processInfo.activeProcessorCount

  /// Runs `body` with operations on this many threads, in this task and its children.
  public static func withThreads<Result>(
    _ count: Int, _ body: () throws -> Result
  ) rethrows -> Result {
    precondition(count > 0, "withThreads: \(count)")
    return try $threads.withValue(count, operation: body)
  }
}

/// Runs `body(0)` … `body(count - 1)`, on several threads where allowed.
///
/// Who runs a piece is open; a result may therefore depend on the piece's number only.
func parallelFor(_ count: Int, _ body: (Int) -> Void) {
  let workers = min(Compute.threads, count)
  guard workers > 1 else {
    for index in 0..<count { body(index) }
    return
  }
  let next = Atomic<Int>(0)
  withoutActuallyEscaping(body) { body in
    // concurrentPerform returns after its last call.
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        if index >= count { return }
        body(index)
      }
    }
  }
}

/// Cuts `0..<count` into pieces of about `weight * length = 64 Ki` work and runs them.
func parallelChunks(_ count: Int, weight: Int = 1, _ body: (Range<Int>) -> Void) {
  let length = max(1, 65_536 / max(1, weight))
  guard count > length else {
    if count > 0 { body(0..<count) }
    return
  }
  parallelFor((count + length - 1) / length) { piece in
    body(piece * length..<min(count, (piece + 1) * length))
  }
}
