internal import Foundation
internal import Synchronization

/// Work on several threads at once.
enum ConformanceThreads {
  /// What each of the threads made, in their order.
  static func run<Result: Sendable>(
    _ count: Int, _ body: @Sendable (_ index: Int) -> Result
  ) -> [Result] {
    let results = Mutex([Int: Result]())
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let result = body(index)
      results.withLock { $0[index] = result }
    }
    return results.withLock { found in (0..<count).compactMap { found[$0] } }
  }
}
