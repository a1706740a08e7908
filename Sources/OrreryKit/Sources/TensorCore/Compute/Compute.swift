internal import Foundation

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
