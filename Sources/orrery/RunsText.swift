import Foundation
import OrreryKit
import Pipeline

/// Runs and their objects in words.
enum RunsText {
  /// A line for each run.
  static func list(_ runs: [RunHistory.Run]) -> String {
    let header = ["run", "began", "took", "ended as", "tried", "failed", "kept", "why"]
    let rows = runs.map { run in
      [
        run.shard.isEmpty ? "\(run.number)" : "\(run.number) (\(run.shard))", date(run.began),
        run.ended.map { duration($0 - run.began) } ?? "-", run.status, "\(run.tried)",
        "\(run.failed)", "\(run.kept)", causes(run.causes),
      ]
    }
    return columns([header] + rows)
  }

  /// How everything stands.
  static func overview(_ summary: RunSummary, _ runs: [RunHistory.Run]) -> String {
    var lines = [
      "\(summary.done) done, \(summary.flagged) flagged, \(summary.failed) failed, "
        + "from \(summary.files) files"
    ]
    for reason in summary.reasons {
      lines.append("  \(reason.count) failed in \(reason.step) (\(reason.code)): \(reason.example)")
    }
    if let last = runs.last {
      lines.append(
        contentsOf: Listing.table([
          ("last run", "\(last.number), \(last.status), \(date(last.began)), \(last.host)"),
          ("command", last.command), ("program", last.program),
          ("pipeline", last.pipeline), ("model", last.model.isEmpty ? "none" : last.model),
          ("seed", last.seed),
          ("memory", last.memory == 0 ? "-" : "\(last.memory >> 20) MiB at most"),
        ]).split(separator: "\n").map(String.init))
      if !last.message.isEmpty { lines.append("  \(last.message)".printable) }
    }
    lines.append("")
    lines.append(list(runs))
    return lines.joined(separator: "\n")
  }

  /// Lines for each attempt.
  static func attempts(_ attempts: [RunHistory.Attempt]) -> String {
    attempts.map { attempt in
      var lines = [
        "\(attempt.object): \(attempt.status) in run \(attempt.run), \(date(attempt.time)), "
          + String(format: "%.0f ms", attempt.seconds * 1000) + ", \(attempt.cause)"
          + (attempt.isCurrent ? "" : " (replaced)")
      ]
      lines.append("  of \(attempt.input)" + (attempt.entry > 0 ? ", entry \(attempt.entry)" : ""))
      if attempt.status == "failed" {
        lines.append(
          "  \(attempt.step) (\(attempt.code)): \(attempt.reason)"
            + (attempt.tries > 1 ? ", tried \(attempt.tries) times" : ""))
      }
      if !attempt.className.isEmpty { lines.append("  class \(attempt.className)") }
      if !attempt.flags.isEmpty { lines.append("  flags \(attempt.flags)") }
      for product in attempt.products {
        lines.append("  \(product.path)  \(product.sha256.prefix(16))…")
      }
      return lines.map(\.printable).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private static func causes(_ causes: [String: Int]) -> String {
    causes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
      .joined(separator: ", ")
  }

  private static func columns(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { place in
      rows.map { $0[place].printable.count }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { place, cell in
        let text = cell.printable
        return text + String(repeating: " ", count: widths[place] - text.count)
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  private static func date(_ time: Double) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
    return formatter.string(from: Date(timeIntervalSince1970: time))
  }

  private static func duration(_ seconds: Double) -> String {
    if seconds < 60 { return String(format: "%.1f s", seconds) }
    let whole = Int(min(seconds, 1e9))
    return whole < 3600
      ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}
