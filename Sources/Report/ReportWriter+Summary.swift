import Foundation
import OrreryKit

extension ReportWriter {
  /// Counts, columns and provenance; what was drawn is added by the caller.
  func summary(
    _ catalog: RunCatalog, _ failures: Catalog, _ inputs: Catalog
  ) throws -> ReportSummary {
    let header = run.header
    let name = URL(fileURLWithPath: run.path).standardized.lastPathComponent
    return ReportSummary(
      title: name.printable, program: "orrery \(SDKInfo.version)",
      catalog: run.catalogName.printable, digest: try digest(),
      isInterrupted: header.logical("INTERRUP") == true, pictures: "image", count: catalog.count,
      flagged: catalog.flaggedCount, failed: failures.rowCount, inputs: inputs.rowCount,
      classes: catalog.classes, classCounts: catalog.classCounts,
      flags: catalog.flagCounts.map { ReportSummary.Count(name: $0.name, count: $0.count) },
      reasons: Self.reasons(failures),
      columns: catalog.columns.map(ReportSummary.ColumnHeading.init), roles: catalog.roles,
      probabilities: catalog.probabilities, layers: [], fields: [], overviews: run.overviews,
      provenance: Self.provenance(header), steps: Self.history(header), timing: timing(), notes: [])
  }

  /// Kinds of failure, the most common first, with the first of each in words.
  private static func reasons(_ failures: Catalog) -> [ReportSummary.Reason] {
    guard let steps = failures["step"]?.labels, let codes = failures["code"]?.labels else {
      return []
    }
    let origins = failures["origin"]?.labels, reasons = failures["reason"]?.labels
    var result: [ReportSummary.Reason] = []
    var places: [String: Int] = [:]
    for row in steps.indices {
      let key = "\(steps[row])\n\(codes[row])"
      if let place = places[key] {
        result[place].count += 1
      } else {
        places[key] = result.count
        result.append(
          ReportSummary.Reason(
            step: steps[row].printable, code: codes[row].printable, count: 1,
            example: "\(origins?[row] ?? ""): \(reasons?[row] ?? "")".printable))
      }
    }
    return result.enumerated().sorted {
      (-$0.element.count, $0.offset) < (-$1.element.count, $1.offset)
    }
    .map(\.element)
  }

  private static func provenance(_ header: Header) -> [ReportSummary.Fact] {
    let keys = [
      ("CREATOR", "Program"), ("PIPELINE", "Pipeline"), ("PIPESHA", "Pipeline's SHA-256"),
      ("MODEL", "Model"), ("MODELSHA", "Weights' SHA-256"), ("SEED", "Seed"),
    ]
    return keys.compactMap { keyword, name in
      let value =
        header.string(keyword) ?? header.integer(keyword).map(String.init)
      return value.map { ReportSummary.Fact(name: name, value: $0.printable) }
    }
  }

  private static func history(_ header: Header) -> [String] {
    header.cards.filter { $0.keyword == "HISTORY" }.map(\.comment.printable)
  }
}
