import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Put the shards of a run together.",
    discussion: """
      Checks that every shard has finished and that its products are as it left them, then writes \
      the catalogue: byte for byte that of one process. What is missing is listed, and nothing is \
      changed then.
      """)

  @Argument(help: "The output folder that the shards share.", completion: .directory)
  var folder: String

  @Flag(help: "Print the summary as JSON on stdout.") var json = false
  @Flag(help: "Say nothing on stderr but errors.") var quiet = false

  func run() throws {
    signal(SIGXFSZ, SIG_IGN)
    let (summary, gaps) = try merged()
    guard gaps.isEmpty else {
      let lines = gaps.prefix(20).map { "\($0)" } + (gaps.count > 20 ? ["…"] : [])
      throw CommandFailure(
        .interrupted,
        (lines + ["orrery: not merged: \(gaps.count) gap\(gaps.count == 1 ? "" : "s")"])
          .joined(separator: "\n"))
    }
    if !quiet { Talk.say(SummaryText.text(summary)) }
    if json { print(try Listing.json(Settings.encode(summary))) }
    guard summary.status == .success else { throw CommandFailure(summary.status) }
  }

  private func merged() throws -> (summary: RunSummary, gaps: [Merger.Gap]) {
    do {
      return try Merger(folder: folder).merge()
    } catch let error as DataError where error.code == .invalidValue {
      throw CommandFailure(.usage, "orrery: \(error)")
    }
  }
}
