import OrreryKit

/// What a run did, counted.
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

  /// True where it was stopped before the end.
  public var isInterrupted = false

  public init() {}

  public var status: ExitStatus {
    if isInterrupted { return .interrupted }
    if done == 0, failed > 0, reasons.allSatisfy({ $0.step == "read" }) { return .noInput }
    return failed > 0 ? .someFailed : .success
  }

  mutating func add(_ result: ObjectResult, className: String?) {
    done += 1
    let flags = result.flags
    if !flags.isEmpty { flagged += 1 }
    for flag in flags { self.flags[flag.rawValue, default: 0] += 1 }
    if let className { classes[className, default: 0] += 1 }
  }

  mutating func add(_ failure: ObjectFailure) {
    failed += 1
    if let index = reasons.firstIndex(where: { $0.step == failure.step && $0.code == failure.code })
    {
      reasons[index].count += 1
    } else {
      reasons.append(
        Reason(
          step: failure.step, code: failure.code, count: 1,
          example: "\(failure.origin): \(failure.reason)".printable))
    }
    reasons.sort { $0.count > $1.count }
  }
}
