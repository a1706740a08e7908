import OrreryKit
import Pipeline

/// What a run did, in words.
enum SummaryText {
  static func text(_ summary: RunSummary) -> String {
    var lines = [
      "\(summary.done) done, "
        + Talk.colored("\(summary.flagged) flagged", summary.flagged > 0 ? 33 : 32) + ", "
        + Talk.colored("\(summary.failed) failed", summary.failed > 0 ? 31 : 32)
        + " from \(summary.files) file\(summary.files == 1 ? "" : "s")"
        + (summary.shard.map { ", shard \($0)" } ?? "")
    ]
    if let line = resumed(summary) { lines.append(line) }
    if summary.empty > 0 { lines.append("  \(summary.empty) images without a source") }
    if !summary.classes.isEmpty { lines.append("  classes: \(counts(summary.classes))") }
    if !summary.flags.isEmpty { lines.append("  flags: \(counts(summary.flags))") }
    for reason in summary.reasons.prefix(3) {
      lines.append("  \(reason.count) failed in \(reason.step) (\(reason.code)): \(reason.example)")
    }
    if summary.reasons.count > 3 { lines.append("  … \(summary.reasons.count - 3) more reasons") }
    var products: [String] = []
    if let catalog = summary.catalog { products.append(catalog) }
    if summary.pictures > 0 { products.append("png/ (\(summary.pictures))") }
    if summary.fitsFiles > 0 { products.append("fits/ (\(summary.fitsFiles))") }
    if summary.overviews > 0 { products.append("overview/ (\(summary.overviews))") }
    lines.append(
      summary.shard == nil
        ? "look at \(summary.output)/: \(products.joined(separator: ", "))".printable
        : "when all shards are done: orrery merge \(summary.output)".printable)
    return lines.joined(separator: "\n")
  }

  /// What stood from before and why the others were worked on; `nil` for a run from nothing.
  private static func resumed(_ summary: RunSummary) -> String? {
    if summary.kept == 0, summary.causes.keys.allSatisfy({ $0 == "new" }) { return nil }
    var parts = ["\(summary.kept) stood from before"]
    if summary.tried > 0 { parts.append("worked on \(summary.tried): \(counts(summary.causes))") }
    return "  " + parts.joined(separator: ", ")
  }

  private static func counts(_ table: [String: Int]) -> String {
    table.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
      .joined(separator: ", ").printable
  }
}
