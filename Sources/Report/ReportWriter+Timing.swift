import Foundation
import OrreryKit
import Pipeline

extension ReportWriter {
  /// Most starts of the command that are listed.
  private static let startLimit = 20

  /// A line for each of the last starts of the command, where the run kept a ledger.
  func timing() -> [ReportSummary.Fact] {
    guard let starts = try? RunHistory(folder: run.path).runs() else { return [] }
    return starts.suffix(Self.startLimit).map { start in
      var parts = [start.status, "\(start.tried) objects, \(start.failed) failed"]
      if start.kept > 0 { parts.append("\(start.kept) kept") }
      if let ended = start.ended, ended > start.began {
        let seconds = ended - start.began
        parts.append(String(format: seconds < 100 ? "%.1f s" : "%.0f s", seconds))
        parts.append(String(format: "%.1f objects/s", Double(start.tried) / seconds))
      }
      parts.append("\(start.jobs) at once")
      if start.memory > 0 { parts.append("\(start.memory >> 20) MiB") }
      let shard = start.shard.isEmpty ? "" : ", shard \(start.shard)"
      return ReportSummary.Fact(
        name: "Run \(start.number)\(shard)".printable,
        value: parts.joined(separator: ", ").printable)
    }
  }
}
