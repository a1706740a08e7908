/// What fails a check: what happened and what to change, in one line.
struct ConformanceFailure: Error {
  var message: String
  init(_ message: String) { self.message = message }
}

/// Why a check says nothing of this plug-in.
struct ConformanceSkip: Error {
  var message: String
  init(_ message: String) { self.message = message }
}

/// Tries one thing after the other and notes what came of it.
struct ConformanceLog {
  private(set) var report: ConformanceReport
  /// Names of checks that are left out.
  let leavingOut: Set<String>
  /// Told of each check before it runs, so that a crash can be traced to it.
  let announce: (String) -> Void

  init(
    subject: String, leavingOut: Set<String>, announce: @escaping (String) -> Void
  ) {
    report = ConformanceReport(subject: subject)
    self.leavingOut = leavingOut
    self.announce = announce
  }

  /// - Returns: what `body` made; `nil` where it failed or was left out.
  @discardableResult
  mutating func check<Result>(_ name: String, _ body: () throws -> Result) -> Result? {
    guard !leavingOut.contains(name) else {
      report.checks.append(ConformanceCheck(name, .skipped, "left out by its author"))
      return nil
    }
    announce(name)
    do {
      let result = try body()
      report.checks.append(ConformanceCheck(name, .passed))
      return result
    } catch let skip as ConformanceSkip {
      report.checks.append(ConformanceCheck(name, .skipped, skip.message))
    } catch let failure as ConformanceFailure {
      report.checks.append(ConformanceCheck(name, .failed, failure.message.printable))
    } catch {
      report.checks.append(
        ConformanceCheck(name, .failed, "it threw \"\(error)\", which it must not".printable))
    }
    return nil
  }
}
