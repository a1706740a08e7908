import OrreryKit

/// What there is after a run, counted.
public struct RunSummary: Sendable, Codable, Equatable {
  /// Failures of one kind.
  public struct Reason: Sendable, Codable, Equatable {
    public var step: String
    public var code: String
    public var count: Int
    /// The first of them, in words.
    public var example: String
  }

  /// Objects with a row in the catalogue, flagged ones included.
  public var done = 0
  /// Objects with at least one flag.
  public var flagged = 0
  /// Objects, or whole files, without a row.
  public var failed = 0
  public var files = 0
  /// Files of which nothing could be read.
  public var unreadable = 0
  /// Images in which no source was found.
  public var empty = 0
  public var flags: [String: Int] = [:]
  public var classes: [String: Int] = [:]
  /// Kinds of failure, the most common first.
  public var reasons: [Reason] = []
  public var output = ""
  /// Name of the catalogue in the output folder.
  public var catalog: String?
  public var pictures = 0
  public var fitsFiles = 0
  public var overviews = 0

  /// Objects that this run worked on, and those that stand from before.
  public var tried = 0
  public var kept = 0
  /// How many it worked on by why: `new`, `input changed`.
  public var causes: [String: Int] = [:]
  /// The part of the work that it did, as `3/16`; `nil` for all.
  public var shard: String?
  /// True where it was stopped before the end.
  public var isInterrupted = false
  /// Why it stopped by itself before the end.
  public var halt: String?

  public init() {}

  public var status: ExitStatus {
    if isInterrupted { return .interrupted }
    if done == 0, failed > 0, reasons.allSatisfy({ $0.step == "read" }) { return .noInput }
    return failed > 0 ? .someFailed : .success
  }

  /// The sums over two parts of a run.
  func joined(with other: RunSummary) -> RunSummary {
    var sum = self
    sum.done += other.done
    sum.flagged += other.flagged
    sum.failed += other.failed
    sum.files += other.files
    sum.unreadable += other.unreadable
    sum.empty += other.empty
    sum.flags.merge(other.flags, uniquingKeysWith: +)
    sum.classes.merge(other.classes, uniquingKeysWith: +)
    for reason in other.reasons {
      if let index = sum.reasons.firstIndex(where: {
        ($0.step, $0.code) == (reason.step, reason.code)
      }) {
        sum.reasons[index].count += reason.count
      } else {
        sum.reasons.append(reason)
      }
    }
    sum.pictures += other.pictures
    sum.fitsFiles += other.fitsFiles
    sum.overviews += other.overviews
    return sum
  }

  /// For the ledger.
  var ending: String { isInterrupted ? "interrupted" : halt == nil ? "finished" : "stopped" }
}
