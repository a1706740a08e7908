/// What the conformance suite found of one architecture, stage or simulator.
public struct ConformanceReport: Sendable, Codable, Equatable {
  /// `architecture me/lens-finder`.
  public var subject: String
  /// In the order in which they were tried.
  public var checks: [ConformanceCheck]

  public init(subject: String, checks: [ConformanceCheck] = []) {
    self.subject = subject
    self.checks = checks
  }

  public var failures: [ConformanceCheck] { checks.filter { $0.outcome == .failed } }
  /// Something was tried and nothing failed.
  public var isGood: Bool { failures.isEmpty && checks.contains { $0.outcome == .passed } }
}

extension ConformanceReport: CustomStringConvertible {
  /// The subject and a line for each check.
  public var description: String {
    let width = checks.map(\.name.count).max() ?? 0
    let lines = checks.map { check in
      let mark =
        switch check.outcome {
        case .passed: "ok  "
        case .failed: "FAIL"
        case .skipped: "-   "
        }
      let space = String(repeating: " ", count: width - check.name.count)
      return check.message.isEmpty
        ? "  \(mark) \(check.name)" : "  \(mark) \(check.name)\(space)  \(check.message)"
    }
    return ([subject] + lines).joined(separator: "\n")
  }
}
