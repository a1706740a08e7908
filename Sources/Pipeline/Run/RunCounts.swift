/// What one run did, beside what was there.
struct RunCounts: Sendable {
  /// Objects it worked on, and those of them that failed.
  var tried = 0
  var failed = 0
  /// Objects that were done before and are as they were.
  var kept = 0
  /// Objects it worked on by why.
  var causes: [Cause: Int] = [:]
}
